import type { ActorSpec } from "../actors/kinds/registry.ts";
import type { EventId } from "../trace/event.ts";
import type { RecordedEvent } from "../trace/recorder.ts";

/** What host and child process say to each other: one JSON line each. */
export type ToChild =
  | {
      readonly say: "begin";
      readonly spec: ActorSpec;
      readonly incarnation: number;
      readonly urls: readonly string[];
      readonly startedAt: number;
    }
  | { readonly say: "stop" }
  /** This planned fault has struck somewhere. */
  | { readonly say: "spent"; readonly fault: number };

export type FromChild =
  | { readonly say: "recorded"; readonly event: RecordedEvent }
  /** A planned crash: it is about to kill itself. */
  | { readonly say: "dying"; readonly detail: string; readonly cause: EventId }
  /** A planned freeze: it is about to stop itself, and says `awake` as soon as it goes on. */
  | { readonly say: "freezing"; readonly forMs: number; readonly cause: EventId }
  | { readonly say: "awake" }
  /** It came to its end and is about to exit. */
  | { readonly say: "ended" };

/** The child's file descriptor for `FromChild`; its standard input carries `ToChild`. */
export const RECORDS_FD = 3;

/** Cuts a byte stream into lines. */
export function lineReader(onLine: (line: string) => void): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  };
}
