import { isUnavailable, sendJob } from "../../queue/send/send.ts";
import { type Outlet as ReplyOutlet, sendReply } from "../../reply/answer.ts";
import { addressHeaders } from "../../reply/headers.ts";
import type { EventId } from "../../trace/event.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { NoQueueError } from "./errors.ts";
import type { Requester, FlowRecord, OutboxEntry } from "./record.ts";
import { timerJob, type Timers } from "./timers.ts";

export type Outlet = ReplyOutlet & {
  readonly timers: Timers;
  /** The queue that services reply to. */
  readonly replyTo: string;
};

/** The event that is being handled, and the trace event that causes what it sends. */
export type Sending = {
  readonly event: string;
  readonly attempt: number;
  readonly cause: EventId;
  /** By token: the trace event of its decision. Empty if another incarnation decided it. */
  readonly causes: ReadonlyMap<string, EventId>;
};

/**
 * Sends what an event has decided, in order: commands and answers, then deadlines; and cancels obsolete schedules. Everything
 * has a token, so repeating all of it adds nothing.
 */
export async function sendDecided(outlet: Outlet, record: FlowRecord, sending: Sending): Promise<void> {
  for (const entry of record.outbox) {
    if (entry.by === sending.event && entry.kind !== "unschedule") await sendEntry(outlet, record, entry, sending);
  }
  const { attempt } = sending;
  for (const deadline of record.deadlines) {
    if (deadline.by !== sending.event) continue;
    await outlet.probe.point("before-schedule", { job: timerJob(record.flow, deadline.name), attempt });
    await outlet.timers.schedule(record.flow, deadline, sending.causes.get(deadline.token) ?? sending.cause);
  }
  for (const entry of record.outbox) {
    if (entry.by !== sending.event || entry.kind !== "unschedule") continue;
    await outlet.probe.point("before-unschedule", { job: timerJob(record.flow, entry.name), attempt });
    await outlet.timers.unschedule(entry.token);
  }
}

type Sent = Exclude<OutboxEntry, { readonly kind: "unschedule" }>;

async function sendEntry(outlet: Outlet, { flow }: FlowRecord, entry: Sent, sending: Sending): Promise<void> {
  const cause = sending.causes.get(entry.token) ?? sending.cause;
  if (entry.kind === "answer") {
    await sendAnswer(outlet, entry.requester, entry.payload, entry.token, sending);
    return;
  }
  const { js, namespace, probe, replyTo } = outlet;
  const { token, queue, job: id, payload, lanes, lane } = entry;
  const address = { replyTo, correlation: token, request: flow, try: entry.try, deadlineMs: null };
  await probe.point("before-publish", { job: id, attempt: sending.attempt });
  const job = { id, payload, headers: addressHeaders(address), messageId: token, ...lane };
  const to = { name: queue, namespace, ...(lanes === undefined ? {} : { lanes }) };
  try {
    await sendJob(js, to, job, probe, cause);
  } catch (thrown) {
    throw isUnavailable(thrown) ? new NoQueueError(flow, entry.step, queue, thrown) : thrown;
  }
}

/** Sends a flow's output to a requester. */
export async function sendAnswer(
  outlet: Outlet,
  { address, job }: Requester,
  payload: JsonValue,
  token: string,
  { attempt, cause }: Pick<Sending, "attempt" | "cause">,
): Promise<void> {
  // Named like a responder's answer, so that a fault that names an answer strikes in every design. The token makes it unique.
  const id = `reply-${job}-1`;
  await outlet.probe.point("before-publish", { job: id, attempt });
  const asked = { queue: outlet.replyTo, job, attempt };
  await sendReply(outlet, { id, messageId: token, payload, address, asked }, cause);
}
