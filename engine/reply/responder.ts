import type { JetStreamClient } from "@nats-io/jetstream";
import type { Clock } from "../clock/clock.ts";
import type { OnError } from "../kernel/engine-failure.ts";
import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import { namesOf } from "../queue/names.ts";
import { tellFailed } from "../queue/work/failed-step.ts";
import { ReplyHeader } from "../queue/headers.ts";
import type { AfterAck, Job, JobHandler, RunContext } from "../queue/work/received-job.ts";
import { sendJob } from "../queue/send/send.ts";
import { serverTimeOf } from "../queue/server-time.ts";
import type { EventId } from "../trace/event.ts";
import { silentProbe, type Probe } from "../trace/probe.ts";
import { addressHeaders, returnAddress, type ReturnAddress } from "./headers.ts";

/** Does the work and says what to answer. */
export type Service = (job: Job, run: RunContext) => Promise<JsonValue>;

export type ResponderOptions = {
  readonly js: JetStreamClient;
  readonly namespace: string;
  readonly clock: Clock;
  readonly probe?: Probe;
  /** Reply and then acknowledge, so that a crash between them repeats the reply; or the other way, which can lose it. */
  readonly reply?: "before-ack" | "after-ack";
  /** The error channel: told of each answer that could not be sent (RS4). */
  readonly onError?: OnError | undefined;
};

/**
 * Makes a job handler of a service: whoever asked gets the result in their reply queue.
 *
 * RS1  A job without a return address is worked on and answered to nobody.
 * RS2  A job whose caller has given up by its deadline is acknowledged unworked, and recorded as expired.
 * RS3  The reply's message id names the delivery that made it, so that two runs of one job give two replies, and a job that
 *      is sent again is answered again: hiding a duplicate is the requester's business.
 * RS4  An answer that cannot be sent (its reply queue is gone or full, or it is too large) is recorded and reported, and the
 *      job is acknowledged: its work is done. A requester whose answer is too large is told so instead.
 */
export function responder(service: Service, options: ResponderOptions): JobHandler {
  const { clock, probe = silentProbe, reply = "before-ack" } = options;
  return async (job, run): Promise<AfterAck | undefined> => {
    const address = returnAddress(job);
    if (address !== null && address.deadlineMs !== null) {
      const { id, queue, deliveries: attempt } = job;
      const leftMs = address.deadlineMs - (await serverNow(job, options));
      if (leftMs <= 0) {
        probe.record({ type: "job-expired", queue, job: id, attempt, deadline: clock.now() + leftMs }, run.cause);
        return undefined;
      }
    }
    const result = await service(job, run);
    if (address === null) return undefined;
    const answer = () => sendReply(job, address, result, run, options);
    if (reply === "after-ack") return answer;
    await answer();
    return undefined;
  };
}

function serverNow({ queue }: Job, { js, namespace }: ResponderOptions): Promise<number> {
  return serverTimeOf(js, namesOf({ namespace, name: queue }).stream).now();
}

/** Never rejects: failing to answer must not repeat the work (RS4). */
async function sendReply(
  job: Job,
  address: ReturnAddress,
  result: JsonValue,
  run: RunContext,
  options: ResponderOptions,
): Promise<void> {
  const { probe = silentProbe, onError } = options;
  await probe.point("before-reply", { job: job.id, attempt: job.deliveries });
  const { correlation, replyTo, request } = address;
  const at = { job: job.id, attempt: job.deliveries, request, correlation, try: address.try, replyTo };
  const cause = probe.record({ type: "reply-sent", ...at }, run.cause);
  const notSent = (thrown: unknown) => {
    const { id, queue, deliveries: attempt, streamSequence } = job;
    const delivery = { queue, job: id, attempt, streamSequence };
    tellFailed({ probe, onError }, { delivery }, `send its answer to ${replyTo}`, thrown, null, cause);
  };
  try {
    await publishReply(job, address, result, {}, options, cause);
  } catch (thrown) {
    notSent(thrown);
    if (!(thrown instanceof BadInputError)) return;
    const reason = `done, but its answer cannot be sent: ${thrown.message}`;
    const failed = probe.record({ type: "reply-sent", ...at, failed: reason }, cause);
    const headers = { [ReplyHeader.Failed]: "unanswerable" };
    await publishReply(job, address, { done: true, reason }, headers, options, failed).catch(notSent);
  }
}

async function publishReply(
  job: Job,
  address: ReturnAddress,
  payload: JsonValue,
  more: { readonly [name: string]: string },
  { js, namespace, probe = silentProbe }: ResponderOptions,
  cause: EventId,
): Promise<void> {
  const id = `reply-${job.id}-${job.deliveries}`;
  const headers = { ...addressHeaders({ ...address, deadlineMs: null }), ...more };
  const requests = namesOf({ namespace, name: job.queue }).stream;
  const messageId = `${requests}:${job.streamSequence}:${id}`;
  await sendJob(
    js,
    { name: address.replyTo, namespace, mayBeGone: true },
    { id, payload, headers, messageId },
    probe,
    cause,
  );
}
