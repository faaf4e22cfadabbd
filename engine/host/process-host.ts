import { spawn, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { EventId } from "../trace/events.ts";
import { childBundle } from "./child-bundle.ts";
import type { ActorListener, Host } from "./host.ts";
import { lineReader, RECORDS_FD, type FromChild, type ToChild } from "./process-protocol.ts";

/** Actors as operating-system processes on a real server: a crash is SIGKILL. */
export type ProcessHost = Host & {
  /** Kills whatever still runs; safe to call at any time, also while the process exits. */
  killAll(): void;
};

export function processHost({ url, startedAt }: { readonly url: string; readonly startedAt: number }): ProcessHost {
  const alive = new Set<ChildProcess>();
  return {
    start(spec, incarnation, listener) {
      const child = spawn(process.execPath, [childBundle()], {
        stdio: ["pipe", "ignore", "pipe", "pipe"],
        // A process group of its own: Ctrl-C in the terminal reaches the runner, and the runner decides.
        detached: true,
      });
      alive.add(child);
      const tell = (message: ToChild) => child.stdin?.write(`${JSON.stringify(message)}\n`);
      // A child that died does not read; what its end means is decided on 'close'.
      child.stdin?.on("error", () => undefined);
      const life = follow(child, listener, () => alive.delete(child));
      tell({ say: "begin", spec, incarnation, url, startedAt });
      return {
        kill() {
          life.silence();
          child.kill("SIGKILL");
        },
        stop: () => void tell({ say: "stop" }),
      };
    },
    killAll() {
      for (const child of alive) child.kill("SIGKILL");
    },
  };
}

/** Listens to one child until its pipes have closed: then everything that it wrote has been read. */
function follow(child: ChildProcess, listener: ActorListener, onGone: () => void): { silence(): void } {
  let silenced = false;
  let ended = false;
  let fault: { readonly id: EventId; readonly what: string } | null = null;
  let complaint = "";
  const onLine = (line: string) => {
    if (silenced) return;
    const message = JSON.parse(line) as FromChild;
    if (message.say === "ended") {
      ended = true;
      return;
    }
    const { event } = message;
    if (event.type === "fault-injected")
      fault = { id: event.id, what: `${event.what.replace("crash ", "")} of ${event.job}` };
    listener.record(event);
  };
  (child.stdio[RECORDS_FD] as Readable).setEncoding("utf8").on("data", lineReader(onLine));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-2_000)));
  child.on("close", (code, signal) => {
    onGone();
    if (silenced) return;
    if (ended) listener.ended();
    else if (fault) listener.crashed({ by: "fault", detail: fault.what, cause: fault.id });
    else
      listener.crashed({
        by: "unexpected",
        detail: complaint.trim() || `ended with ${signal ?? `code ${code}`}`,
        cause: null,
      });
  });
  return { silence: () => void (silenced = true) };
}
