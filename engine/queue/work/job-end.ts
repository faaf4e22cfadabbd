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
  /** Null when the queue keeps none. */
  readonly results: Results | null;
  /** How a parent, and a reply, are sent. */
  readonly send: typeof sendJob;
  /** Told of a requester who could not be told. */
  readonly onError?: OnError | undefined;
};

/** A job that ends, in a worker's hands or elsewhere. */
export type Ending = { readonly delivery: Delivery; readonly message: { readonly headers?: MsgHdrs | undefined } };

/** Whether anybody wants to know how a job ends. A requester has heard of one that is done from its service. */
export function isAwaited(
  { results }: Pick<EndContext, "results">,
  { message: { headers } }: Ending,
  state: ChildEnd["state"],
): boolean {
  const asked = state !== "done" && Boolean(headers?.has(ReplyHeader.To));
  return results !== null || asked || Boolean(headers?.has(Header.Parent));
}

/**
 * Tells everybody who wants to know how a job ended, before it leaves its queue (TR1, PC2): the queue's results, its
 * parent, and, when it ends without an answer, its requester. Telling it again changes nothing.
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
 * An answer that is none: the requester need not wait until its timeout. A reply queue that is gone or full is reported, and
 * does not keep the job in its queue.
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
  // A job that comes back after this, because its worker died before it left, is told once all the same.
  const messageId = `${namesOf(queue).stream}:${streamSequence}:${job}:ended`;
  const reply = { id: `reply-${job}-${attempt}`, payload: { done: false, reason }, headers, messageId };
  const inbox = { name: replyTo, namespace: queue.namespace, mayBeGone: true } as const;
  await send(js, inbox, reply, probe, sent).catch((thrown: unknown) => {
    tellFailed({ probe, onError }, { delivery }, `tell ${replyTo} how it ended (${state})`, thrown, null, sent);
  });
}
