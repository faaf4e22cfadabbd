import { errorText } from "../../../kernel/errors.ts";
import { readReplyByDefault, type FlowDefinition, type StepError } from "../definition.ts";
import type { Registry } from "../registry.ts";
import { type FlowRecord, type Incoming, type Pending, readToken } from "../record.ts";
import { addAsker } from "./askers.ts";
import { type Decision, park, stuck } from "./parking.ts";
import { Draft, emptyRecord, type Moment, type Note } from "./draft.ts";
import { accepts, begin, send } from "./machine.ts";
import { migrateFlow } from "./migrate.ts";
import { dropped, replyNote, unwantedReply } from "./notes.ts";
import { handledAgain } from "./retell.ts";
import { afterTimeOut, answered, nextTry } from "./steps.ts";

/**
 * What an event does to a flow, as a pure function of the record, the event and the moment: a record to store, or the
 * reason why the event changes nothing.
 * @throws UnknownVersionError when this process has no machine for the flow: another may.
 */
export function decide(registry: Registry, record: FlowRecord | null, incoming: Incoming, moment: Moment): Decision {
  if (record === null) return decideWithoutRecord(registry, incoming, moment);
  if (record.handled.includes(incoming.id)) return drop(handledAgain(record, incoming, moment));
  if (record.parked.some(({ id }) => id === incoming.id)) return drop([dropped(incoming, "it is parked already")]);
  const unwanted = whyUnwanted(record, incoming);
  if (unwanted !== null) return drop([unwanted]);
  if (record.parked.length > 0 && incoming.kind !== "resume") return park(record, incoming, moment);
  const { definition, migrate } = registry.forRecord(record.definition, record.version);
  try {
    if (incoming.kind === "resume") return resume(definition, migrate, record, incoming, moment);
    const draft = new Draft(definition, record, incoming.id, moment);
    if (migrate && record.status !== "done") migrateFlow(draft, migrate);
    const before = draft.notes.length;
    const goneNow = whyUnwanted(draft.record, incoming);
    if (goneNow !== null) return drop([goneNow]);
    const refused = apply(draft, incoming);
    if (refused !== null) return before > 0 ? save(draft, [...draft.notes, refused]) : drop([refused]);
    return save(draft);
  } catch (thrown) {
    return stuck(record, incoming, moment, errorText(thrown));
  }
}

/**
 * The event could not be handled, however often it was delivered: its flow is stuck and holds it. (A start without a
 * record makes one, so that the flow can be found.)
 */
export function giveUp(
  registry: Registry,
  record: FlowRecord | null,
  incoming: Incoming,
  moment: Moment,
  reason: string,
): Decision {
  if (record === null) {
    if (incoming.kind !== "start") return drop([dropped(incoming, `no such flow, and ${reason}`)]);
    const empty = emptyRecord(incoming.flow, registry.current(incoming.definition), moment);
    return stuck(empty, incoming, moment, reason);
  }
  if (record.parked.some(({ id }) => id === incoming.id)) return drop([dropped(incoming, "it is parked already")]);
  return stuck(record, incoming, moment, reason);
}

function decideWithoutRecord(registry: Registry, incoming: Incoming, moment: Moment): Decision {
  if (incoming.kind === "reply") return drop([replyNote("reply-orphaned", incoming)]);
  if (incoming.kind !== "start") return drop([dropped(incoming, "there is no such flow")]);
  const definition = registry.current(incoming.definition);
  const empty = emptyRecord(incoming.flow, definition, moment);
  try {
    const draft = new Draft(definition, empty, incoming.id, moment);
    startFlow(draft, incoming);
    return save(draft);
  } catch (thrown) {
    return stuck(empty, incoming, moment, errorText(thrown));
  }
}

function startFlow(draft: Draft, incoming: Extract<Incoming, { kind: "start" }>): void {
  draft.note({ type: "flow-started", flow: draft.flow, design: "orchestrated" });
  if (incoming.asker) addAsker(draft, incoming.asker);
  begin(draft, incoming.input);
}

/** Why the flow does not wait for this; null when it does. */
function whyUnwanted(record: FlowRecord, incoming: Incoming): Note | null {
  switch (incoming.kind) {
    case "reply":
      return pendingOf(record, incoming.token) ? null : unwantedReply(record, incoming);
    case "deadline": {
      const isSet = record.deadlines.some(({ token }) => token === incoming.token);
      return isSet ? null : dropped(incoming, "this deadline is no longer set");
    }
    case "signal":
      return record.status === "done" ? dropped(incoming, "the flow has ended") : null;
    case "start":
    case "resume":
      return null;
  }
}

function pendingOf(record: FlowRecord, token: string): Pending | undefined {
  const visit = readToken(token)?.visit;
  return record.pending.find((pending) => pending.visit === visit);
}

/** Lets the flow take an event that it waits for; a note says why it did not after all. */
function apply(draft: Draft, incoming: Incoming): Note | null {
  switch (incoming.kind) {
    case "reply":
      return applyReply(draft, incoming);
    case "deadline":
      applyDeadline(draft, incoming.token);
      return null;
    case "signal":
      if (!accepts(draft, incoming.event)) return dropped(incoming, `the state ${draft.record.state} does not take it`);
      send(draft, incoming.event, incoming.event.type);
      return null;
    case "start":
      if (draft.record.snapshot === null) {
        startFlow(draft, incoming);
        return null;
      }
      return incoming.asker && addAsker(draft, incoming.asker) ? null : dropped(incoming, "the flow has begun already");
    case "resume":
      return null;
  }
}

function applyReply(draft: Draft, incoming: Extract<Incoming, { kind: "reply" }>): Note | null {
  const pending = pendingOf(draft.record, incoming.token);
  if (!pending) return unwantedReply(draft.record, incoming);
  const { step, tries, invoke } = pending;
  if (incoming.failed !== undefined) return applyFailure(draft, pending, incoming, incoming.failed);
  const read = draft.definition.commands[step]?.readReply ?? readReplyByDefault;
  let result: ReturnType<typeof read>;
  try {
    result = read(incoming.payload);
  } catch (thrown) {
    // The service may still answer in words that can be read; if not, the time-out decides.
    return dropped(incoming, `the reply cannot be read: ${errorText(thrown)}`);
  }
  draft.notes.push(replyNote("reply-received", incoming));
  answered(draft, pending);
  const at = { flow: draft.flow, step, try: readToken(incoming.token)?.try ?? tries };
  if (result.done) {
    draft.note({ type: "step-done", ...at });
    const done = { type: `xstate.done.actor.${invoke}`, output: result.output, actorId: invoke };
    send(draft, done, `${step} done`);
  } else {
    draft.note({ type: "step-failed", ...at, reason: result.reason });
    fail(draft, pending, { kind: "refused", reason: result.reason, tries });
  }
  return null;
}

/** The command that is waited for ended without an answer: its queue has given it up, so another try is not made. */
function applyFailure(
  draft: Draft,
  pending: Pending,
  incoming: Extract<Incoming, { kind: "reply" }>,
  reason: string,
): Note | null {
  const { step, tries, token } = pending;
  // A later try may still be answered.
  if (incoming.token !== token) return dropped(incoming, `an earlier try has failed: ${reason}`);
  if (draft.definition.commands[step]?.tries === null) {
    return dropped(incoming, `the command has failed, and is tried again when its time is over: ${reason}`);
  }
  draft.notes.push(replyNote("reply-received", incoming));
  answered(draft, pending);
  draft.note({ type: "step-failed", flow: draft.flow, step, try: tries, reason, unanswered: true });
  fail(draft, pending, { kind: "failed", reason, tries });
  return null;
}

function fail(draft: Draft, { invoke, step }: Pending, error: StepError): void {
  send(draft, { type: `xstate.error.actor.${invoke}`, error, actorId: invoke }, `${step} ${FAILED[error.kind]}`);
}

const FAILED = {
  refused: "refused",
  "timed-out": "timed out",
  failed: "failed",
} as const satisfies { [kind in StepError["kind"]]: string };

function applyDeadline(draft: Draft, token: string): void {
  const deadline = draft.record.deadlines.find((one) => one.token === token);
  if (!deadline) return;
  draft.fire(deadline);
  const { purpose } = deadline;
  if (purpose.kind === "after") {
    send(draft, purpose.event as typeof purpose.event & { readonly type: string }, deadline.name);
    return;
  }
  const pending = draft.record.pending.find(({ invoke }) => invoke === purpose.invoke);
  if (!pending) return;
  if (purpose.kind === "retry") nextTry(draft, pending);
  else if (afterTimeOut(draft, pending) === "given-up") {
    fail(draft, pending, { kind: "timed-out", tries: pending.tries });
  }
}

/**
 * What a person asks for: lets the flow take what is parked, one after the other, until one fails again. What is outstanding (commands, deadlines,
 * answers) becomes this event's, and so is sent again.
 */
function resume(
  definition: FlowDefinition,
  migrate: ReturnType<Registry["forRecord"]>["migrate"],
  record: FlowRecord,
  incoming: Incoming,
  moment: Moment,
): Decision {
  const mine = { by: incoming.id };
  const first = new Draft(definition, record, incoming.id, moment);
  if (migrate && record.status !== "done") migrateFlow(first, migrate);
  let current: FlowRecord = {
    ...first.record,
    parked: [],
    outbox: first.record.outbox.map((entry) => ({ ...entry, ...mine })),
    deadlines: first.record.deadlines.map((deadline) => ({ ...deadline, ...mine })),
    ...(record.parked.length === 0 ? {} : { status: "running" as const, stuckBecause: null }),
  };
  const notes: Note[] = [...first.notes];
  let issued = first.tokensIssued;
  const { parked } = record;
  for (const [at, event] of parked.entries()) {
    if (current.handled.includes(event.id)) continue;
    const draft = new Draft(definition, current, incoming.id, moment, issued);
    try {
      const refused = whyUnwanted(draft.record, event) ?? apply(draft, event);
      if (refused !== null) draft.notes.push(refused);
      current = draft.finish([event.id]);
      issued = draft.tokensIssued;
      notes.push(...draft.notes);
    } catch (thrown) {
      const reason = errorText(thrown);
      current = { ...current, status: "stuck", stuckBecause: reason, parked: parked.slice(at) };
      notes.push({ body: { type: "flow-stuck", flow: record.flow, reason }, token: null });
      break;
    }
  }
  const draft = new Draft(definition, current, incoming.id, moment, issued);
  return { kind: "save", record: draft.finish(), notes };
}

function save(draft: Draft, notes: readonly Note[] = draft.notes): Decision {
  return { kind: "save", record: draft.finish(), notes };
}

function drop(notes: readonly Note[]): Decision {
  return { kind: "drop", notes };
}
