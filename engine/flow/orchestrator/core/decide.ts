import { errorText } from "../../../kernel/errors.ts";
import type { Registry } from "../registry.ts";
import { type FlowRecord, type Incoming, isUnborn } from "../record.ts";
import { askAgain } from "./requesters.ts";
import { type Decision, park, refuse, stuck } from "./parking.ts";
import { Draft, emptyRecord, type Moment, type Note } from "./draft.ts";
import { standingStatus } from "./machine.ts";
import { migrateFlow } from "./migrate.ts";
import { dropped, replyNote } from "./notes.ts";
import { resume } from "./resume.ts";
import { handledAgain } from "./retell.ts";
import { apply, startFlow, whyUnwanted } from "./take.ts";
import { decideUnborn, sayEarly } from "./unborn.ts";
import { decideUnknown } from "./unknown.ts";

/**
 * What an event does to a flow, as a pure function of the record, the event and the time: a record to store, or the reason why
 * the event changes nothing. `held`: how often the event was delayed before.
 * @throws UnknownVersionError if this process has no machine for the flow; another process may have it.
 */
export function decide(
  registry: Registry,
  record: FlowRecord | null,
  incoming: Incoming,
  moment: Moment,
  held = 0,
): Decision {
  if (record === null) return decideWithoutRecord(registry, incoming, moment, held);
  if (incoming.kind === "start") {
    const other = whyOtherFlow(record, incoming);
    if (other !== null) return refuse(other);
    const asked = askAgain(record, incoming, moment);
    if (asked !== null) return asked;
  }
  if (record.handled.includes(incoming.id)) return drop(handledAgain(record, incoming, moment));
  if (record.parked.some(({ id }) => id === incoming.id)) return drop([dropped(incoming, "it is parked already")]);
  if (isUnborn(record)) return decideUnborn(registry, record, incoming, moment, held);
  const unwanted = whyUnwanted(record, incoming);
  if (unwanted !== null) return drop([unwanted]);
  if (record.parked.length > 0 && incoming.kind !== "resume") return park(record, incoming, moment);
  return decideOnMachine(registry, record, incoming, moment);
}

function decideOnMachine(registry: Registry, record: FlowRecord, incoming: Incoming, moment: Moment): Decision {
  const { definition, migrate } = registry.forRecord(record.definition, record.version);
  try {
    if (incoming.kind === "resume") return resume(definition, migrate, record, incoming, moment);
    const draft = new Draft(definition, record, incoming.id, moment);
    // The flow was stuck because its version was unknown: this process knows it.
    if (record.status === "stuck") Object.assign(draft.record, standingStatus(draft));
    if (migrate && record.status !== "done") migrateFlow(draft, migrate);
    const before = draft.notes.length;
    const goneNow = whyUnwanted(draft.record, incoming);
    if (goneNow !== null) return drop([goneNow]);
    const refused = apply(draft, incoming);
    if (refused === null) return save(draft);
    if (incoming.kind === "signal") return saveRefused(draft, refused);
    return before > 0 ? save(draft, [...draft.notes, refused]) : drop([refused]);
  } catch (thrown) {
    return stuck(record, incoming, moment, errorText(thrown));
  }
}

/**
 * The event could not be handled in any of its deliveries: its flow becomes stuck and holds it. (A start without a record
 * creates one, so that the flow can be found.)
 * @throws UnknownVersionError
 */
export function giveUp(
  registry: Registry,
  record: FlowRecord | null,
  incoming: Incoming,
  moment: Moment,
  reason: string,
): Decision {
  if (record === null) {
    if (incoming.kind === "signal") return sayEarly(incoming, moment);
    if (incoming.kind !== "start") return drop([dropped(incoming, `no such flow, and ${reason}`)]);
    const empty = emptyRecord(incoming.flow, registry.current(incoming.definition), moment);
    return stuck(empty, incoming, moment, reason);
  }
  const other = incoming.kind === "start" ? whyOtherFlow(record, incoming) : null;
  if (other !== null) return refuse(other);
  if (record.parked.some(({ id }) => id === incoming.id)) return drop([dropped(incoming, "it is parked already")]);
  return stuck(record, incoming, moment, reason);
}

function decideWithoutRecord(registry: Registry, incoming: Incoming, moment: Moment, held: number): Decision {
  if (incoming.kind === "reply") return drop([replyNote("reply-orphaned", incoming)]);
  if (incoming.kind === "signal") return sayEarly(incoming, moment);
  if (incoming.kind !== "start") return drop([dropped(incoming, "there is no such flow")]);
  const definition = registry.known(incoming.definition);
  if (definition === null) return decideUnknown(registry, null, incoming, moment, held);
  const empty = emptyRecord(incoming.flow, definition, moment);
  try {
    const draft = new Draft(definition, empty, incoming.id, moment);
    startFlow(draft, incoming);
    return save(draft);
  } catch (thrown) {
    return stuck(empty, incoming, moment, errorText(thrown));
  }
}

/** Flows of two definitions have the same id: the requester of one must not get the other's output. */
export function whyOtherFlow(
  record: FlowRecord,
  { flow, definition }: Extract<Incoming, { kind: "start" }>,
): string | null {
  if (record.definition === definition || isUnborn(record)) return null;
  return (
    `flow ${flow} is one of the definition ${record.definition}, and a flow of the definition ${definition} cannot have ` +
    "the same id: give each flow an id of its own, for example with its kind in front"
  );
}

function save(draft: Draft, notes: readonly Note[] = draft.notes): Decision {
  return { kind: "save", record: draft.finish(), notes };
}

/** The history shows the refused event, although it changed nothing. If it is sent again, it may be accepted. */
function saveRefused(draft: Draft, refused: Note): Decision {
  const record = draft.finish([]);
  const reason = "reason" in refused.body ? String(refused.body.reason) : "it is not taken";
  const savedBy = { ...record.savedBy, refused: reason };
  return { kind: "save", record: { ...record, savedBy }, notes: [...draft.notes, refused] };
}

function drop(notes: readonly Note[]): Decision {
  return { kind: "drop", notes };
}
