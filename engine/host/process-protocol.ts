import type { Hindrance } from "../actors/planned-faults.ts";
import type { ActorSpec } from "../actors/kinds/registry.ts";
import type { Access } from "../broker/access.ts";
import type { CompiledHandlers } from "../sandbox/functions.ts";
import type { EventId } from "../trace/event.ts";
import type { RecordedEvent } from "../trace/recorder.ts";

/** The messages from the host to a child process; one JSON line each. */
export type ToChild =
  | {
      readonly say: "begin";
      readonly spec: ActorSpec;
      readonly incarnation: number;
      readonly urls: readonly string[];
      /** Over the pipe, because arguments and variables of a process can be seen from outside. */
      readonly access: Access;
      readonly startedAt: number;
      readonly handlers: CompiledHandlers | null;
    }
  | { readonly say: "stop" }
  | { readonly say: "hinder"; readonly hindrance: Hindrance; readonly cause: EventId }
  /** This planned fault has struck, in this actor or another. */
  | { readonly say: "spent"; readonly fault: number };

/** The messages from a child process to the host; one JSON line each. */
export type FromChild =
  | { readonly say: "recorded"; readonly event: RecordedEvent }
  /** A planned crash: the child is about to kill itself. */
  | { readonly say: "dying"; readonly detail: string; readonly cause: EventId }
  /** A planned pause: the child is about to stop itself. It sends `awake` as soon as it continues. */
  | { readonly say: "pausing"; readonly forMs: number; readonly cause: EventId }
  | { readonly say: "awake" }
  /** A function of the handlers file did not give control back: the run must end. */
  | { readonly say: "blocked"; readonly where: string; readonly what: string; readonly remedy: string }
  /** The actor has ended, and the child is about to exit. */
  | { readonly say: "ended" };

/** The child's file descriptor for `FromChild`. Its standard input carries `ToChild`. */
export const RECORDS_FD = 3;

/** Splits a stream of text chunks into lines and skips empty ones. */
export function lineReader(onLine: (line: string) => void): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  };
}
