import type { ActorSpec } from "../actors/actor.ts";
import type { RecordedEvent } from "../trace/recorder.ts";

/** What host and child process say to each other: one JSON line each. */
export type ToChild =
  | {
      readonly say: "begin";
      readonly spec: ActorSpec;
      readonly incarnation: number;
      readonly url: string;
      readonly startedAt: number;
    }
  | { readonly say: "stop" };

export type FromChild =
  | { readonly say: "recorded"; readonly event: RecordedEvent }
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
