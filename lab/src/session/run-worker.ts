import { expose } from "comlink";
import { fetchServerProgram } from "../../../engine/browser.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { ServerProgram } from "../../../engine/browser.ts";
import type { DraftTools } from "./draft/types.ts";
import { failureOf, LabError } from "./errors.ts";
import { createLocalRunner } from "./run-once.ts";
import type { Failure, LabRequest, OnFetch, RunResult } from "./types.ts";

/**
 * The Web Worker of the engine. Failures are returned as values: an error that is thrown across the boundary loses
 * everything but its message.
 */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };
export type RunWorkerApi = {
  /** `server` is the address of the real server's program, if it was built. `onFetch` is a proxy. */
  run(request: LabRequest, server: ServerPlace | null, onFetch: OnFetch): Promise<Answer<RunResult>>;
  /** Answers as soon as the worker is free to. */
  ping(): void;
  check(data: unknown, where: string): Promise<Answer<Scenario>>;
  replay(file: File): Promise<Answer<readonly RunResult[]>>;
  readDraft: Asked<"read">;
  writeDraft: Asked<"write">;
  readHandlers: Asked<"readHandlers">;
  completeDraft: Asked<"complete">;
  explainDraft: Asked<"explain">;
};

type Asked<T extends keyof DraftTools> = (
  ...given: Parameters<DraftTools[T]>
) => Promise<Answer<Awaited<ReturnType<DraftTools[T]>>>>;

export type ServerPlace = Parameters<typeof fetchServerProgram>[0];

let place: ServerPlace | null = null;
/** Downloaded and compiled once, on first use. */
let program: Promise<ServerProgram> | null = null;

const runner = createLocalRunner((onFetch) => {
  program ??= load(onFetch).catch((thrown: unknown) => {
    program = null;
    throw thrown;
  });
  return program;
});

async function load(onFetch: OnFetch): Promise<ServerProgram> {
  if (place !== null) return fetchServerProgram(place, onFetch);
  throw new LabError({ message: "The real server is not built here.", remedy: "Use the simulated broker." });
}

const api: RunWorkerApi = {
  run(request, server, onFetch) {
    place = server;
    return answer(runner.run(request, onFetch));
  },
  ping: () => undefined,
  check: (data, where) => answer(runner.check(data, where)),
  replay: (file) => answer(runner.replay(file)),
  readDraft: (text) => answer(runner.drafts.read(text)),
  writeDraft: (source, notes) => answer(runner.drafts.write(source, notes)),
  readHandlers: (file) => answer(runner.drafts.readHandlers(file)),
  completeDraft: (text, at) => answer(runner.drafts.complete(text, at)),
  explainDraft: (text, at) => answer(runner.drafts.explain(text, at)),
};

async function answer<T>(work: Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work };
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown) };
  }
}

expose(api);
