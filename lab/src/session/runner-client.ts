import { proxy, wrap, type Remote } from "comlink";
import type { HandlersFile } from "../../../engine/sandbox/handlers-file.ts";
import { LabError } from "./errors.ts";
import { SILENT_MS, whileItAnswers } from "./while-it-answers.ts";
import type { Answer, RunWorkerApi, ServerPlace } from "./run-worker.ts";
import type { Runner, ServerOffer } from "./types.ts";

/**
 * The engine in one long-lived Web Worker, which several sessions may share. It runs one request at a time. A broken
 * worker is replaced at the next request.
 */
export function createWorkerRunner(realServer: ServerOffer | null = null): Runner {
  const server = realServer && placeOf(realServer);
  let link: WorkerLink | null = null;
  const ask = async <T>(question: (api: Remote<RunWorkerApi>) => Promise<Answer<T>>): Promise<T> => {
    link ??= openLink(() => (link = null));
    const answer = await Promise.race([question(link.api), link.broken]);
    if (!answer.ok) throw new LabError(answer.failure);
    return answer.value;
  };
  const watched = <T>(handlers: HandlersFile | undefined, work: () => Promise<T>): Promise<T> => {
    const asked = work();
    if (!handlers || !link) return asked;
    const { api, end } = link;
    return whileItAnswers(
      asked,
      () => api.ping(),
      () => end(blockedBy(handlers)),
    );
  };
  return {
    run: (request, onFetch = () => undefined) =>
      watched(request.handlers, () => ask((api) => api.run(request, server, proxy(onFetch)))),
    check: (data, where) => ask((api) => api.check(data, where)),
    replay: (file) => ask((api) => api.replay(file as File)),
    drafts: {
      read: (text) => ask((api) => api.readDraft(text)),
      write: (source, notes) => ask((api) => api.writeDraft(source, notes)),
      readHandlers: (file) => watched(file, () => ask((api) => api.readHandlers(file))),
      complete: (text, at) => ask((api) => api.completeDraft(text, at)),
      explain: (text, at) => ask((api) => api.explainDraft(text, at)),
    },
  };
}

function placeOf({ folder, compressedBytes }: ServerOffer): ServerPlace {
  return { base: new URL(folder, document.baseURI).href, compressedBytes };
}

type WorkerLink = {
  readonly api: Remote<RunWorkerApi>;
  readonly broken: Promise<never>;
  /** Ends the worker; whoever waits for it gets this error. */
  end(why: LabError): void;
};

function openLink(onBroken: () => void): WorkerLink {
  const worker = new Worker(new URL("./run-worker.ts", import.meta.url), { type: "module", name: "ackademy-engine" });
  let end: WorkerLink["end"] = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    end = (why) => {
      worker.terminate();
      onBroken();
      reject(why);
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      const message = `The engine's worker broke down${event.message ? `: ${event.message}` : ""}.`;
      end(new LabError({ message, remedy: "Try again; if it happens again, reload the page." }));
    });
  });
  // There may be no caller to receive this rejection.
  broken.catch(() => undefined);
  return { api: wrap<RunWorkerApi>(worker), broken, end };
}

function blockedBy({ file }: HandlersFile): LabError {
  const message = `${file}: has not given control back for ${SILENT_MS / 1_000} s, and was terminated.`;
  return new LabError({ message, remedy: "End its loops, and compute less in one step." });
}
