import type { StoredMsg } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";
import { printable } from "../../kernel/printable.ts";
import { shapeOf } from "../../trace/error-shape.ts";
import { Header, MESSAGE_ID_HEADER } from "../headers.ts";

/** A dead letter as operators see it. */
export type DeadLetter = {
  /** Its sequence in the dead-letter stream, by which operators refer to it. */
  readonly sequence: number;
  readonly job: string;
  /** One of `DeadCause`; `unknown` if the engine did not store the message. */
  readonly cause: string;
  readonly error: string;
  readonly attempts: number;
  /** Unix milliseconds, by the server's clock. */
  readonly at: number;
  /** The payload as it was sent, and as JSON; undefined if it is not JSON. */
  readonly text: string;
  readonly payload: JsonValue | undefined;
  /** The job's own headers, without those of the engine and the server. */
  readonly headers: { readonly [name: string]: readonly string[] };
};

/** Selects dead letters: those that match all given fields; all dead letters if none is given. */
export type Selection = {
  readonly sequences?: readonly number[];
  readonly job?: string;
  readonly cause?: string;
  readonly attempts?: number;
  /** In the form that `shapeOf` returns, which is the same error for all orders. */
  readonly error?: string;
};

/** What dead letters are counted by. */
export type GroupKey = "cause" | "attempts" | "error" | "job";
/** Dead letters that have the same value of a group key. */
export type Group = { readonly key: string; readonly count: number; readonly jobs: readonly string[] };

export function deadLetterOf(message: StoredMsg): DeadLetter {
  const header = (name: string) => message.header.get(name);
  const text = new TextDecoder().decode(message.data);
  return {
    sequence: message.seq,
    job: header(Header.Job) || header(MESSAGE_ID_HEADER) || `letter-${message.seq}`,
    cause: header(Header.DeadCause) || "unknown",
    error: header(Header.DeadReason),
    attempts: Number(header(Header.DeadAttempts) || 0),
    at: message.time.getTime(),
    text,
    payload: payloadOf(message),
    headers: ownHeaders(message),
  };
}

export function isSelected(deadLetter: DeadLetter, { sequences, job, cause, attempts, error }: Selection): boolean {
  return (
    (sequences === undefined || sequences.includes(deadLetter.sequence)) &&
    // A name with control characters also matches as the command line prints it.
    (job === undefined || deadLetter.job === job || printable(deadLetter.job) === job) &&
    (cause === undefined || deadLetter.cause === cause) &&
    (attempts === undefined || deadLetter.attempts === attempts) &&
    (error === undefined || shapeOf(printable(deadLetter.error)) === shapeOf(printable(error)))
  );
}

/** Groups dead letters, the largest group first; groups of equal size in the order of their first dead letters. */
export function groupDeadLetters(deadLetters: readonly DeadLetter[], by: GroupKey): readonly Group[] {
  const jobs = new Map<string, string[]>();
  for (const deadLetter of deadLetters) {
    const key = by === "error" ? shapeOf(deadLetter.error) : String(deadLetter[by]);
    jobs.set(key, [...(jobs.get(key) ?? []), deadLetter.job]);
  }
  const groups = [...jobs].map(([key, names]) => ({ key, count: names.length, jobs: names }));
  return groups.toSorted((a, b) => b.count - a.count);
}

/** A message's payload as JSON; undefined if it is not JSON. */
export function payloadOf(message: StoredMsg): JsonValue | undefined {
  try {
    return message.json<JsonValue>();
  } catch {
    return undefined;
  }
}

function ownHeaders({ header }: StoredMsg): DeadLetter["headers"] {
  const own = header.keys().filter((key) => !/^(Nats|Ackademy)-/.test(key));
  return Object.fromEntries(own.map((key) => [key, header.values(key)]));
}
