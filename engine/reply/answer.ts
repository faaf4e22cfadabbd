import type { JetStreamClient } from "@nats-io/jetstream";
import type { OnError } from "../kernel/engine-failure.ts";
import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import { ReplyHeader } from "../queue/headers.ts";
import { canNeverArrive, sendJob } from "../queue/send/send.ts";
import { tellFailed } from "../queue/work/failed-step.ts";
import type { EventId } from "../trace/event.ts";
import type { Probe } from "../trace/probe.ts";
import { addressHeaders, type ReturnAddress } from "./headers.ts";

export type Outlet = {
  readonly js: JetStreamClient;
  readonly namespace: string;
  readonly probe: Probe;
  /** Called for each answer that could not be sent. */
  readonly onError?: OnError | undefined;
};

export type Reply = {
  /** The id of the answer's own job; the server deduplicates by it. */
  readonly id: string;
  readonly messageId: string;
  readonly payload: JsonValue;
  readonly address: ReturnAddress;
  /** What the answer belongs to: a job, its queue, and its delivery. */
  readonly asked: { readonly queue: string; readonly job: string; readonly attempt: number };
};

/**
 * Sends an answer to its requester. An answer that can never arrive (the reply queue is gone or full, or the answer is too
 * large) is recorded and reported, and counts as sent, because the work is done. A requester whose answer is too large gets a
 * failure instead.
 * @throws if another try may succeed
 */
export async function sendReply(outlet: Outlet, reply: Reply, because: EventId | null): Promise<void> {
  const { probe } = outlet;
  const { address, asked } = reply;
  const { request, correlation, replyTo } = address;
  const { job, attempt } = asked;
  const at = { job, attempt, request, correlation, try: address.try, replyTo };
  const cause = probe.record({ type: "reply-sent", ...at }, because);
  try {
    await publish(outlet, reply, {}, cause);
  } catch (thrown) {
    if (!(await canNeverArrive(outlet.js, inboxOf(outlet, reply), thrown))) throw thrown;
    notSent(outlet, reply, thrown, cause);
    if (!(thrown instanceof BadInputError)) return;
    const reason = `done, but its answer cannot be sent: ${thrown.message}`;
    const failed = probe.record({ type: "reply-sent", ...at, failed: reason }, cause);
    const instead = { ...reply, payload: { done: true, reason } };
    await publish(outlet, instead, { [ReplyHeader.Failed]: "unanswerable" }, failed).catch((again: unknown) =>
      notSent(outlet, reply, again, failed),
    );
  }
}

/** Records and reports an answer that was not sent. */
export function notSent({ probe, onError }: Outlet, { asked, address }: Reply, thrown: unknown, cause: EventId): void {
  const delivery = { ...asked, streamSequence: 0 };
  tellFailed({ probe, onError }, { delivery }, `send its answer to ${address.replyTo}`, thrown, null, cause);
}

const inboxOf = ({ namespace }: Outlet, { address }: Reply) =>
  ({ name: address.replyTo, namespace, mayBeGone: true }) as const;

async function publish(
  outlet: Outlet,
  reply: Reply,
  more: { readonly [name: string]: string },
  cause: EventId,
): Promise<void> {
  const { id, messageId, payload, address } = reply;
  const headers = { ...addressHeaders({ ...address, deadlineMs: null }), ...more };
  await sendJob(outlet.js, inboxOf(outlet, reply), { id, payload, headers, messageId }, outlet.probe, cause);
}
