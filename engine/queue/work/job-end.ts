import type { JetStreamClient } from "@nats-io/jetstream";
import type { MsgHdrs } from "@nats-io/nats-core";
import type { OnError } from "../../kernel/engine-failure.ts";
import type { EventId } from "../../trace/event.ts";
import type { Delivery } from "../../trace/events/job.ts";
import type { Probe } from "../../trace/probe.ts";
import { namesOf, type QueueConfig } from "../names.ts";
import { childEnded, type ChildEnd, parentOf } from "../features/dependency-record.ts";
import { tellFailed } from "./failed-step.ts";
import { Header, ReplyHeader } from "../headers.ts";
import type { Results } from "../features/results.ts";
import type { sendJob } from "../send/send.ts";

export type EndContext = {
  readonly js: JetStreamClient;
  readonly queue: Pick<QueueConfig, "name" | "namespace">;
  readonly probe: Probe;
  /** Null if the queue keeps no results. */
  readonly results: Results | null;
  /** Sends a parent or a reply. */
  readonly send: typeof sendJob;
  /** Called for each requester that could not be told. */
  readonly onError?: OnError | undefined;
};

/** A job that ends, in a worker's hands or elsewhere. */
export type Ending = { readonly delivery: Delivery; readonly message: { readonly headers?: MsgHdrs | undefined } };

/** Whether anyone waits to learn how a job ends. If the job is done, its service has already answered the requester. */
export function isAwaited(
  { results }: Pick<EndContext, "results">,
  { message: { headers } }: Ending,
  state: ChildEnd["state"],
): boolean {
  const asked = state !== "done" && Boolean(headers?.has(ReplyHeader.To));
  return results !== null || asked || Boolean(headers?.has(Header.Parent));
}

/**
 * Reports how a job ended, before it leaves its queue (TR1, PC2), to everyone who waits for it: the queue's results, its
 * parent, and, if it ended without an answer, its requester. Repeating the report changes nothing.
 */
export async function tellEnd(
  context: EndContext,
  ending: Ending,
  end: ChildEnd,
  cause: EventId | null,
  attempt = ending.delivery.attempt,
): Promise<void> {
  const { queue, probe, results } = context;
  const { delivery } = ending;
  const header = (name: string) => ending.message.headers?.get(name) || null;
  await results?.report({ ...delivery, attempt }, end);
  if (end.state !== "done") await tellRequester(context, ending, header, end, cause);
  const parent = parentOf(header);
  if (parent === null) return;
  const left = await childEnded(context, queue.namespace, parent, delivery.job, end);
  if (left === null) return;
  probe.record({ type: "child-finished", queue: queue.name, job: delivery.job, parent: parent.id, left }, cause);
}

type Failure = Exclude<ChildEnd, { readonly state: "done" }>;

/**
 * Sends a failure instead of an answer, so that the requester need not wait for its timeout. If the reply queue is gone or
 * full, that is reported, and the job still leaves its queue.
 */
async function tellRequester(
  { js, queue, probe, send, onError }: EndContext,
  { delivery }: Ending,
  header: (name: string) => string | null,
  { state, error }: Failure,
  cause: EventId | null,
): Promise<void> {
  const [replyTo, correlation] = [header(ReplyHeader.To), header(ReplyHeader.Correlation)];
  if (replyTo === null || correlation === null) return;
  const { job, attempt, streamSequence } = delivery;
  const request = header(ReplyHeader.Request) ?? correlation;
  const reason = error ?? state;
  const nth = Number(header(ReplyHeader.Try) ?? 1);
  const sent = probe.record(
    { type: "reply-sent", job, attempt, request, correlation, try: nth, replyTo, failed: reason },
    cause,
  );
  const headers = {
    [ReplyHeader.To]: replyTo,
    [ReplyHeader.Correlation]: correlation,
    [ReplyHeader.Request]: request,
    [ReplyHeader.Try]: String(nth),
    [ReplyHeader.Failed]: state,
  };
  // If the worker crashes before the job leaves its queue, the job is redelivered; its requester is still told only once.
  const messageId = `${namesOf(queue).stream}:${streamSequence}:${job}:ended`;
  const reply = { id: `reply-${job}-${attempt}`, payload: { done: false, reason }, headers, messageId };
  const inbox = { name: replyTo, namespace: queue.namespace, mayBeGone: true } as const;
  await send(js, inbox, reply, probe, sent).catch((thrown: unknown) => {
    tellFailed({ probe, onError }, { delivery }, `tell ${replyTo} how it ended (${state})`, thrown, null, sent);
  });
}
