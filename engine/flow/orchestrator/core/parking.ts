import { type Requester, type FlowRecord, type Incoming, PARKED_LIMIT } from "../record.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import type { Moment, Note } from "./draft.ts";

export type Decision =
  | { readonly kind: "save"; readonly record: FlowRecord; readonly notes: readonly Note[] }
  | { readonly kind: "drop"; readonly notes: readonly Note[] }
  /** The flow has ended, and a requester gets its output; nothing is written. */
  | { readonly kind: "answer"; readonly requester: Requester; readonly output: JsonValue }
  /** The event cannot be handled now and is delayed on the server. `told`: a record to store first, or null. */
  | { readonly kind: "later"; readonly reason: string; readonly told: Saving | null; readonly soon: boolean }
  /**
   * The event can never be handled and is dead-lettered. `told`: a record to store first, so that the flow shows it, or null.
   */
  | { readonly kind: "refuse"; readonly reason: string; readonly told: Saving | null }
  /** The record has become meaningless and is deleted. */
  | { readonly kind: "forget"; readonly notes: readonly Note[] };

export type Saving = Extract<Decision, { readonly kind: "save" }>;

export function later(reason: string, told: Saving | null = null): Decision {
  return { kind: "later", reason, told, soon: false };
}

/** Like `later`, but with a short delay: what the event waits for will arrive soon. */
export function soon(reason: string): Decision {
  return { kind: "later", reason, told: null, soon: true };
}

export function refuse(reason: string, told: Saving | null = null): Decision {
  return { kind: "refuse", reason, told };
}

/** The flow is stuck, and its events wait in the order in which they came. */
export function park(record: FlowRecord, incoming: Incoming, moment: Moment, notes: readonly Note[] = []): Decision {
  if (record.parked.length >= PARKED_LIMIT) return later(`the flow is stuck and ${PARKED_LIMIT} events wait already`);
  return written({ ...record, parked: [...record.parked, incoming] }, incoming, moment, notes);
}

/** The event cannot be handled: the flow holds it and waits for a person to resume it. */
export function stuck(record: FlowRecord, incoming: Incoming, moment: Moment, reason: string): Decision {
  const held = marked(record, reason);
  const note = stuckNote(record, reason);
  // A resume is not parked: another resume does the same.
  return incoming.kind === "resume" ? written(held, incoming, moment, [note]) : park(held, incoming, moment, [note]);
}

/** The same without parking the event, for an event that the record has no room for. */
export function stuckWithout(record: FlowRecord, incoming: Incoming, moment: Moment, reason: string): Saving {
  return written(marked(record, reason), incoming, moment, [stuckNote(record, reason)]);
}

export function written(record: FlowRecord, { id }: Incoming, moment: Moment, notes: readonly Note[] = []): Saving {
  const { base, now, writer } = moment;
  return { kind: "save", record: { ...record, savedAt: now, savedBy: { event: id, base, writer } }, notes };
}

function marked(record: FlowRecord, reason: string): FlowRecord {
  return { ...record, status: "stuck", stuckBecause: reason };
}

function stuckNote({ flow }: FlowRecord, reason: string): Note {
  return { body: { type: "flow-stuck", flow, reason }, token: null };
}
