import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Lanes } from "../../queue/config/lanes.ts";
import type { LaneChoice } from "../../queue/lanes.ts";
import type { ReturnAddress } from "../../reply/headers.ts";
import type { FlowOutcome } from "../../trace/events/flow.ts";

/**
 * The record of one flow, with everything that is known of it: one value of one key, written by one compare-and-set, so it is
 * always consistent. Times are Unix milliseconds by the server's clock, because several processes write here and the server
 * keeps the deadlines.
 *
 * Its size is bounded: `pending`, `deadlines` and the commands in `outbox` by what the machine waits for at one time, `handled`
 * and `closed` by rings, `parked` and `answerTo` by limits (see the constants below), and all of it by the largest message that
 * the server accepts (see store.ts). What exceeds these limits is delayed on the server until there is room.
 */
export type FlowRecord = {
  readonly flow: string;
  readonly definition: string;
  readonly version: string;
  readonly status: FlowStatus;
  /** XState's persisted snapshot; null for a flow that could not begin. */
  readonly snapshot: JsonObject | null;
  /** The machine's state in words: nested states with dots, parallel ones joined by ` & `. */
  readonly state: string;
  readonly pending: readonly Pending[];
  readonly deadlines: readonly Deadline[];
  readonly outbox: readonly OutboxEntry[];
  /** Ids of the last handled events, oldest first: a redelivery of one of them changes nothing. */
  readonly handled: readonly string[];
  /** The last steps that are no longer waited for, oldest first: they classify late replies to their commands. */
  readonly closed: readonly Closed[];
  /** The requesters of the output, each with its last try. */
  readonly answerTo: readonly Requester[];
  /** How often each step was commanded. */
  readonly commanded: { readonly [step: string]: number };
  /** Events that wait until a person resumes the flow; the first is the one that could not be handled. */
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

/** The writer of the record, so that a writer whose confirmation was lost can tell whether it succeeded. */
export type SavedBy = {
  readonly event: string;
  readonly base: number;
  readonly writer: string;
  /** Why the flow did not accept the event; nothing else was changed then. */
  readonly refused?: string;
};

/** A step that the flow waits for. */
export type Pending = {
  /** XState's id of the invoke: `done` and `error` events are named after it. */
  readonly invoke: string;
  readonly step: string;
  readonly input: JsonValue;
  /** The number of tries so far. */
  readonly tries: number;
  /** The token of the command that is waited for; null between two tries. */
  readonly token: string | null;
  /** The token of this visit's first command. Those of later tries begin with it, so a reply to any try answers the step. */
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
  /** A try times out. */
  | { readonly kind: "try"; readonly invoke: string }
  /** The wait before the next try ends. */
  | { readonly kind: "retry"; readonly invoke: string }
  /** A delayed event of the machine: `after`, or `raise` with a delay. */
  | { readonly kind: "after"; readonly sendId: string; readonly event: JsonObject }
  /** The flow's start did not come in time: early signals are dropped. */
  | { readonly kind: "unborn" };

/**
 * A message to send. `by`: the event that decided it. Only that event, or its redelivery, sends it. So a command of an hour ago
 * is not sent again because of a new event, at a time when the server no longer remembers its message id.
 */
export type OutboxEntry = { readonly token: string; readonly by: string } & (
  | {
      readonly kind: "command";
      readonly step: string;
      readonly try: number;
      readonly queue: string;
      readonly job: string;
      readonly payload: JsonValue;
      /** For a queue with lanes: its lanes, and the job's lane. */
      readonly lanes?: Lanes;
      readonly lane?: LaneChoice;
    }
  | { readonly kind: "answer"; readonly requester: Requester; readonly payload: JsonValue }
  /** Removes the scheduled message of a deadline. */
  | { readonly kind: "unschedule"; readonly name: string }
);

export type Closed = { readonly visit: string; readonly how: "answered" | "timed-out" | "abandoned" };

export type Requester = {
  readonly address: ReturnAddress;
  readonly job: string;
  /** The message that requested it. A request that is repeated under the same id has another message. */
  readonly message?: string;
};

/** An event that arrived for a flow, as plain data. `id` is the same in every delivery of it, and unique. */
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
      /** Set if the command ended without an answer: why. */
      readonly failed?: string;
    }
  | { readonly kind: "deadline"; readonly token: string }
  | { readonly kind: "signal"; readonly event: JsonObject & { readonly type: string } }
  /** Resumes the flow with its parked events. Without a change, outstanding commands are sent again as well. */
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

/** Whether the flow has not begun: only early signals are known, and no start has come. */
export function isUnborn({ snapshot, parked }: FlowRecord): boolean {
  return snapshot === null && !parked.some(({ kind }) => kind === "start");
}

/** The id of the nth thing that the write on top of revision `base` decides. It is unique, as there is only one such write. */
export function tokenOf(flow: string, base: number, n: number): string {
  return `${flow}:${base}:${n}`;
}

/**
 * The token of a command: `flowId:revision:n`, and from the second try on `flowId:revision:n/try`. So the record needs no list
 * of tries to recognize a reply to any of them.
 */
export function tokenOfTry(visit: string, tryNumber: number): string {
  return tryNumber === 1 ? visit : `${visit}/${tryNumber}`;
}

const TOKEN = /^(([^:]+):\d+:\d+)(?:\/(\d+))?$/;

/** Parses a command's token; null for any other text. */
export function readToken(
  token: string,
): { readonly flow: string; readonly visit: string; readonly try: number } | null {
  const [, visit, flow, tryNumber = "1"] = TOKEN.exec(token) ?? [];
  return visit === undefined || flow === undefined ? null : { flow, visit, try: Number(tryNumber) };
}

const FLOW_ID = /^[-\w=/]+(\.[-\w=/]+)*$/;

/**
 * Whether this is a valid flow id: letters, digits, `-`, `_`, `=`, `/` and inner dots, because it names a key and a subject.
 */
export function isFlowId(text: string): boolean {
  return FLOW_ID.test(text);
}
