import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Lanes } from "../../queue/config/lanes.ts";
import type { LaneChoice } from "../../queue/lanes.ts";
import type { ReturnAddress } from "../../reply/headers.ts";
import type { FlowOutcome } from "../../trace/events/flow.ts";

/**
 * Everything that is known of one flow: one value of one key, written by one compare-and-set, and therefore never half
 * of one state and half of the next. Moments are Unix milliseconds by the server's clock, because several processes
 * write here and the server keeps the deadlines.
 *
 * What bounds it: `pending`, `deadlines` and the commands in `outbox` by what the machine waits for at one time, `handled`
 * and `closed` by rings, `parked` and `answerTo` by limits (see the constants below), and all of it by what the server
 * takes as one message (see store.ts). What is beyond these limits is delayed on the server until there is room.
 */
export type FlowRecord = {
  readonly flow: string;
  readonly definition: string;
  readonly version: string;
  readonly status: FlowStatus;
  /** XState's persisted snapshot; null for a flow that could not even begin. */
  readonly snapshot: JsonObject | null;
  /** The machine's state in words: nested states dotted, parallel ones joined by ` & `. */
  readonly state: string;
  readonly pending: readonly Pending[];
  readonly deadlines: readonly Deadline[];
  readonly outbox: readonly OutboxEntry[];
  /** Ids of the last events that were handled, oldest first: a redelivery of one of these changes nothing. */
  readonly handled: readonly string[];
  /** The last steps that are no longer waited for, oldest first: what a reply to one of their commands is called. */
  readonly closed: readonly Closed[];
  /** Who is told the output, and in which try they asked last. */
  readonly answerTo: readonly Requester[];
  /** How often each step was commanded. */
  readonly commanded: { readonly [step: string]: number };
  /** Events that wait until somebody resumes the flow; the first is the one that could not be handled. */
  readonly parked: readonly Incoming[];
  readonly stuckBecause: string | null;
  readonly output: JsonValue;
  readonly outcome: FlowOutcome | null;
  readonly startedAt: number;
  readonly savedAt: number;
  readonly savedBy: SavedBy;
};

/** `stuck`: it needs a person, who resumes it or sends the signal that it waits for. */
export type FlowStatus = "running" | "stuck" | "done";

/** Who wrote the record: so a writer whose answer was lost finds out whether it has won. */
export type SavedBy = {
  readonly event: string;
  readonly base: number;
  readonly writer: string;
  /** Why the flow did not take the event; nothing else was changed then. */
  readonly refused?: string;
};

/** A step that is waited for. */
export type Pending = {
  /** XState's id of the invoke: `done` and `error` events are named after it. */
  readonly invoke: string;
  readonly step: string;
  readonly input: JsonValue;
  /** Tries so far. */
  readonly tries: number;
  /** The command that waits now; null between two tries. */
  readonly token: string | null;
  /** The token of this visit's first command. Those of later tries begin with it: an answer to any try answers the step. */
  readonly visit: string;
};

export type Deadline = {
  readonly token: string;
  /** Unique in its flow while it is set: `reserve timeout`. */
  readonly name: string;
  readonly due: number;
  /** The event that set it, and that schedules it. */
  readonly by: string;
  readonly purpose: DeadlinePurpose;
};
export type DeadlinePurpose =
  /** A try's time is over. */
  | { readonly kind: "try"; readonly invoke: string }
  /** The wait before the next try is over. */
  | { readonly kind: "retry"; readonly invoke: string }
  /** A delayed event of the machine: `after`, or `raise` with a delay. */
  | { readonly kind: "after"; readonly sendId: string; readonly event: JsonObject }
  /** Nobody has started the flow so far: what was said to it is dropped then. */
  | { readonly kind: "unborn" };

/**
 * What is to be sent. `by` is the event that decided it: only that event, or its redelivery, sends it. So what a slow
 * service was told an hour ago is not sent again because something else happens now, when no server would remember that
 * it had it already.
 */
export type OutboxEntry = { readonly token: string; readonly by: string } & (
  | {
      readonly kind: "command";
      readonly step: string;
      readonly try: number;
      readonly queue: string;
      readonly job: string;
      readonly payload: JsonValue;
      /** Of a queue with lanes: which it has, and which one the job is for. */
      readonly lanes?: Lanes;
      readonly lane?: LaneChoice;
    }
  | { readonly kind: "answer"; readonly requester: Requester; readonly payload: JsonValue }
  /** A deadline's scheduled message is to go. */
  | { readonly kind: "unschedule"; readonly name: string }
);

export type Closed = { readonly visit: string; readonly how: "answered" | "timed-out" | "abandoned" };

export type Requester = {
  readonly address: ReturnAddress;
  readonly job: string;
  /** The message that asked: who asks again under the same id sends another one. */
  readonly message?: string;
};

/** Something that arrived for a flow, as plain data. `id` is the same for every delivery of it and for nothing else. */
export type Incoming = { readonly id: string; readonly flow: string } & (
  | {
      readonly kind: "start";
      readonly definition: string;
      readonly input: JsonValue;
      readonly requester: Requester | null;
    }
  | {
      readonly kind: "reply";
      readonly token: string;
      readonly try: number;
      readonly payload: JsonValue;
      /** It is no answer: the command ended without one, and why. */
      readonly failed?: string;
    }
  | { readonly kind: "deadline"; readonly token: string }
  | { readonly kind: "signal"; readonly event: JsonObject & { readonly type: string } }
  /** Go on with what is parked. Without a change to it, what is outstanding is sent again as well. */
  | { readonly kind: "resume"; readonly change?: ParkedChange }
);

/** What an operator does with one parked event, by its id. */
export type ParkedChange = { readonly parked: string } & (
  | { readonly kind: "discard"; readonly reason: string }
  | { readonly kind: "edit"; readonly payload: JsonValue }
);

export const HANDLED_KEPT = 64;
export const CLOSED_KEPT = 64;
export const PARKED_LIMIT = 100;
export const ASKERS_LIMIT = 16;

/** A flow that has not begun: only what was said to it is known, and nobody has started it. */
export function isUnborn({ snapshot, parked }: FlowRecord): boolean {
  return snapshot === null && !parked.some(({ kind }) => kind === "start");
}

/** The id of the n-th thing that the write on top of revision `base` decides: no other write decides on top of it. */
export function tokenOf(flow: string, base: number, n: number): string {
  return `${flow}:${base}:${n}`;
}

/**
 * The token of a command, `flowId:revision:n` and from the second try on `flowId:revision:n/try`. However often a step is
 * tried, its record need not keep a list to know an answer to any of its tries.
 */
export function tokenOfTry(visit: string, tryNumber: number): string {
  return tryNumber === 1 ? visit : `${visit}/${tryNumber}`;
}

const TOKEN = /^(([^:]+):\d+:\d+)(?:\/(\d+))?$/;

/** What a command's token says of it; null for something else. */
export function readToken(
  token: string,
): { readonly flow: string; readonly visit: string; readonly try: number } | null {
  const [, visit, flow, tryNumber = "1"] = TOKEN.exec(token) ?? [];
  return visit === undefined || flow === undefined ? null : { flow, visit, try: Number(tryNumber) };
}

const FLOW_ID = /^[-\w=/]+(\.[-\w=/]+)*$/;

/** May a flow be called so? Letters, digits, `-`, `_`, `=`, `/` and dots between them: it names a key and a subject. */
export function isFlowId(text: string): boolean {
  return FLOW_ID.test(text);
}
