import { errorText } from "../../../kernel/errors.ts";
import type { FlowDefinition } from "../definition.ts";
import { isEvent } from "../incoming.ts";
import type { FlowRecord, Incoming, ParkedChange } from "../record.ts";
import type { Registry } from "../registry.ts";
import { Draft, type Moment, type Note } from "./draft.ts";
import { standingStatus } from "./machine.ts";
import { migrateFlow } from "./migrate.ts";
import { dropped } from "./notes.ts";
import type { Decision } from "./parking.ts";
import { apply, deadlineOf, whyUnwanted } from "./take.ts";

type Resume = Extract<Incoming, { readonly kind: "resume" }>;

/**
 * A person's request to resume a flow: the parked events are handled one after the other, until one fails again. With a
 * `change`, one of them is first discarded or edited. Without one, outstanding commands, deadlines and answers are assigned to
 * this event, and so are sent again.
 */
export function resume(
  definition: FlowDefinition,
  migrate: ReturnType<Registry["forRecord"]>["migrate"],
  record: FlowRecord,
  incoming: Resume,
  moment: Moment,
): Decision {
  const { record: changed, notes: said } = changeParked(record, incoming);
  if (changed === null) return { kind: "drop", notes: said };
  const mine = incoming.change === undefined ? { by: incoming.id } : {};
  const first = new Draft(definition, changed, incoming.id, moment);
  if (migrate && record.status !== "done") migrateFlow(first, migrate);
  const { outbox, deadlines, parked } = first.record;
  const freed: FlowRecord = {
    ...first.record,
    parked: [],
    outbox: outbox.map((entry) => ({ ...entry, ...mine })),
    deadlines: deadlines.map((deadline) => ({ ...deadline, ...mine })),
    ...standingStatus(first),
  };
  const taken = takeParked(definition, freed, parked, incoming.id, moment, first.tokensIssued);
  const draft = new Draft(definition, taken.record, incoming.id, moment, taken.issued);
  return { kind: "save", record: draft.finish(), notes: [...said, ...first.notes, ...taken.notes] };
}

/** Handles parked events one after the other, until one fails: that one and those behind it stay parked. */
export function takeParked(
  definition: FlowDefinition,
  record: FlowRecord,
  parked: readonly Incoming[],
  by: string,
  moment: Moment,
  tokensIssued: number,
): { readonly record: FlowRecord; readonly notes: readonly Note[]; readonly issued: number } {
  let current = record;
  let issued = tokensIssued;
  const notes: Note[] = [];
  const inOrder = timeOutsLast(record, parked);
  for (const [at, event] of inOrder.entries()) {
    if (current.handled.includes(event.id)) continue;
    const draft = new Draft(definition, current, by, moment, issued);
    try {
      const refused = whyUnwanted(draft.record, event) ?? apply(draft, event);
      if (refused !== null) draft.notes.push(refused);
      current = draft.finish([event.id]);
      issued = draft.tokensIssued;
      notes.push(...draft.notes);
    } catch (thrown) {
      const reason = errorText(thrown);
      current = { ...current, status: "stuck", stuckBecause: reason, parked: inOrder.slice(at) };
      notes.push({ body: { type: "flow-stuck", flow: record.flow, reason }, token: null });
      break;
    }
  }
  return { record: current, notes, issued };
}

/** A step that has been answered has not timed out: events that end a step's wait are handled last. */
function timeOutsLast(record: FlowRecord, parked: readonly Incoming[]): readonly Incoming[] {
  const ends = (event: Incoming) => {
    const purpose = event.kind === "deadline" ? deadlineOf(record, event.token)?.purpose : undefined;
    return purpose !== undefined && "invoke" in purpose;
  };
  return [...parked.filter((event) => !ends(event)), ...parked.filter(ends)];
}

/** Discards or edits one parked event. Null if that is impossible: then nothing changes, and the note says why. */
export function changeParked(
  record: FlowRecord,
  incoming: Resume,
): { readonly record: FlowRecord | null; readonly notes: readonly Note[] } {
  const { change } = incoming;
  if (change === undefined) return { record, notes: [] };
  const event = record.parked.find(({ id }) => id === change.parked);
  const unchanged = (reason: string) => ({ record: null, notes: [dropped(incoming, reason)] });
  if (event === undefined) return unchanged(`no event ${change.parked} is parked`);
  if (change.kind === "discard") return { record: without(record, event), notes: [discarded(event, change)] };
  const edited = withPayload(event, change.payload);
  if (edited === null) return unchanged(`${change.parked} cannot become ${JSON.stringify(change.payload)}`);
  const parked = record.parked.map((one) => (one === event ? edited : one));
  return {
    record: { ...record, parked },
    notes: [dropped(event, "edited by an operator: the new one takes its place")],
  };
}

function discarded(event: Incoming, { reason }: Extract<ParkedChange, { kind: "discard" }>): Note {
  return dropped(event, `discarded by an operator: ${reason}`);
}

/** The deadline of a discarded event is removed; otherwise it would be scheduled again. */
function without(record: FlowRecord, event: Incoming): FlowRecord {
  const parked = record.parked.filter((one) => one !== event);
  const handled = [...record.handled, event.id];
  if (event.kind !== "deadline") return { ...record, parked, handled };
  return { ...record, parked, handled, deadlines: record.deadlines.filter(({ token }) => token !== event.token) };
}

function withPayload(event: Incoming, payload: ParkedPayload): Incoming | null {
  switch (event.kind) {
    case "signal":
      return isEvent(payload) ? { ...event, event: payload } : null;
    case "reply":
      return { ...event, payload };
    case "start":
      return { ...event, input: payload };
    case "deadline":
    case "resume":
      return null;
  }
}

type ParkedPayload = Extract<ParkedChange, { kind: "edit" }>["payload"];
