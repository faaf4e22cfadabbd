import { type FlowRecord, type Incoming, PARKED_LIMIT } from "../record.ts";
import type { Moment, Note } from "./draft.ts";
import { dropped } from "./notes.ts";

export type Decision =
  | { readonly kind: "save"; readonly record: FlowRecord; readonly notes: readonly Note[] }
  | { readonly kind: "drop"; readonly notes: readonly Note[] };

/** The flow is stuck and its events wait, in the order in which they came. */
export function park(record: FlowRecord, incoming: Incoming, moment: Moment, notes: readonly Note[] = []): Decision {
  if (record.parked.length >= PARKED_LIMIT) {
    return { kind: "drop", notes: [dropped(incoming, `the flow is stuck and ${PARKED_LIMIT} events wait already`)] };
  }
  const { base, now, writer } = moment;
  const savedBy = { event: incoming.id, base, writer };
  return { kind: "save", record: { ...record, parked: [...record.parked, incoming], savedAt: now, savedBy }, notes };
}

/** The event cannot be handled: the flow holds it and waits for a person, who resumes it. */
export function stuck(record: FlowRecord, incoming: Incoming, moment: Moment, reason: string): Decision {
  const note: Note = { body: { type: "flow-stuck", flow: record.flow, reason }, token: null };
  return park({ ...record, status: "stuck", stuckBecause: reason }, incoming, moment, [note]);
}
