import { errorText } from "../../../kernel/errors.ts";
import { readReplyByDefault, type StepError } from "../definition.ts";
import { type Deadline, type FlowRecord, type Incoming, type Pending, readToken } from "../record.ts";
import { withRequester } from "./requesters.ts";
import type { Draft, Note } from "./draft.ts";
import { accepts, begin, send } from "./machine.ts";
import { dropped, replyNote, unwantedReply } from "./notes.ts";
import { afterTimeOut, answered, nextTry } from "./steps.ts";

/** Begins the flow. @throws Error if its first state cannot be stored. */
export function startFlow(draft: Draft, incoming: Extract<Incoming, { kind: "start" }>): void {
  draft.note({ type: "flow-started", flow: draft.flow, design: "orchestrated" });
  const { record } = draft;
  if (incoming.requester) record.answerTo = withRequester(record.answerTo, incoming.requester) ?? record.answerTo;
  begin(draft, incoming.input);
}

/** Why the flow does not wait for this event; null if it does. */
export function whyUnwanted(record: FlowRecord, incoming: Incoming): Note | null {
  switch (incoming.kind) {
    case "reply":
      return pendingOf(record, incoming.token) ? null : unwantedReply(record, incoming);
    case "deadline":
      return deadlineOf(record, incoming.token) ? null : dropped(incoming, "this deadline is no longer set");
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

export function deadlineOf(record: FlowRecord, wanted: string): Deadline | undefined {
  return record.deadlines.find(({ token }) => token === wanted);
}

/** Lets the flow handle an event that it waits for; a returned note says why it did not accept it after all. */
export function apply(draft: Draft, incoming: Incoming): Note | null {
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
      if (draft.record.snapshot !== null) return dropped(incoming, "the flow has begun already");
      startFlow(draft, incoming);
      return null;
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
    // The service may still send a readable reply; otherwise the timeout decides.
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

/** The command ended without an answer. Its queue has given it up, so there is no other try. */
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
  const deadline = deadlineOf(draft.record, token);
  if (!deadline) return;
  draft.fire(deadline);
  const { purpose } = deadline;
  if (purpose.kind === "unborn") return;
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
