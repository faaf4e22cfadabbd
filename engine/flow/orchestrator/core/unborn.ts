import { errorText } from "../../../kernel/errors.ts";
import { type Deadline, type FlowRecord, type Incoming, tokenOf } from "../record.ts";
import type { Registry } from "../registry.ts";
import { Draft, emptyRecord, type Moment, type Note } from "./draft.ts";
import { dropped, replyNote } from "./notes.ts";
import { type Decision, park, stuckWithout, written } from "./parking.ts";
import { changeParked, takeParked } from "./resume.ts";
import { deadlineOf, startFlow } from "./take.ts";
import { decideUnknown } from "./unknown.ts";

/**
 * Flows that are known but have not begun: a signal came while the start still waits in its queue, or the flow's definition is
 * unknown here. Early signals are handled right after the start.
 */

/** How long early signals wait for the start: longer than a start waits in its queue. */
export const UNBORN_MS = 86_400_000;

export type Start = Extract<Incoming, { readonly kind: "start" }>;
type Signal = Extract<Incoming, { readonly kind: "signal" }>;

/** A signal without a flow: it waits for its start. */
export function sayEarly(incoming: Signal, moment: Moment): Decision {
  const { flow } = incoming;
  const empty = emptyRecord(flow, { name: "", version: "" }, moment);
  const token = tokenOf(flow, moment.base, 1);
  const due = moment.now + UNBORN_MS;
  const deadline: Deadline = { token, name: "start", due, by: incoming.id, purpose: { kind: "unborn" } };
  const note: Note = { body: { type: "timer-set", flow, timer: deadline.name, where: "store", due }, token };
  const stuckBecause = `nobody has started it so far: ${incoming.event.type} waits for its start`;
  const record: FlowRecord = { ...empty, status: "stuck", stuckBecause, deadlines: [deadline] };
  return written({ ...record, parked: [incoming] }, incoming, moment, [note]);
}

export function decideUnborn(
  registry: Registry,
  record: FlowRecord,
  incoming: Incoming,
  moment: Moment,
  held: number,
): Decision {
  switch (incoming.kind) {
    case "start":
      return begin(registry, record, incoming, moment, held);
    case "signal":
      return park(record, incoming, moment);
    case "reply":
      return { kind: "drop", notes: [replyNote("reply-orphaned", incoming)] };
    case "deadline":
      if (!deadlineOf(record, incoming.token)) {
        return { kind: "drop", notes: [dropped(incoming, "this deadline is no longer set")] };
      }
      return { kind: "forget", notes: record.parked.map((one) => dropped(one, "nobody has started the flow in time")) };
    case "resume":
      return discard(record, incoming, moment);
  }
}

function discard(
  record: FlowRecord,
  incoming: Extract<Incoming, { readonly kind: "resume" }>,
  moment: Moment,
): Decision {
  if (incoming.change === undefined) {
    return { kind: "drop", notes: [dropped(incoming, "nobody has started the flow so far")] };
  }
  const { record: changed, notes } = changeParked(record, incoming);
  if (changed === null) return { kind: "drop", notes };
  if (changed.parked.length === 0) return { kind: "forget", notes };
  return written(changed, incoming, moment, notes);
}

/** The start has come: the flow begins and handles the signals that came before. */
function begin(registry: Registry, record: FlowRecord, incoming: Start, moment: Moment, held: number): Decision {
  const definition = registry.known(incoming.definition);
  if (definition === null) return decideUnknown(registry, record, incoming, moment, held);
  const empty = { ...emptyRecord(incoming.flow, definition, moment), deadlines: record.deadlines };
  try {
    const draft = new Draft(definition, empty, incoming.id, moment);
    draft.clearDeadlines(() => true);
    startFlow(draft, incoming);
    const taken = takeParked(definition, draft.finish(), record.parked, incoming.id, moment, draft.tokensIssued);
    const end = new Draft(definition, taken.record, incoming.id, moment, taken.issued);
    return { kind: "save", record: end.finish(), notes: [...draft.notes, ...taken.notes] };
  } catch (thrown) {
    const told = stuckWithout(empty, incoming, moment, errorText(thrown));
    return { ...told, record: { ...told.record, deadlines: [], parked: [incoming, ...record.parked] } };
  }
}
