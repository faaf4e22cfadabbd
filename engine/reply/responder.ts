import type { JetStreamClient } from "@nats-io/jetstream";
import type { Clock } from "../clock/clock.ts";
import type { OnError } from "../kernel/engine-failure.ts";
import type { JsonValue } from "../kernel/json.ts";
import { namesOf } from "../queue/names.ts";
import type { AfterAck, Job, JobHandler, RunContext } from "../queue/work/received-job.ts";
import { serverTimeOf } from "../queue/server-time.ts";
import { silentProbe, type Probe } from "../trace/probe.ts";
import { notSent, sendReply } from "./answer.ts";
import { returnAddress, type ReturnAddress } from "./headers.ts";

/** Does the work of a job and returns the answer. */
export type Service = (job: Job, run: RunContext) => Promise<JsonValue>;

export type ResponderOptions = {
  readonly js: JetStreamClient;
  readonly namespace: string;
  readonly clock: Clock;
  readonly probe?: Probe;
  /** `before-ack`: a crash between answer and ack repeats the answer. `after-ack`: a crash in between loses it. */
  readonly reply?: "before-ack" | "after-ack";
  /** Called for each answer that could not be sent (RS4). */
  readonly onError?: OnError | undefined;
};

/**
 * Makes a job handler from a service: the requester gets the service's result in its reply queue.
 *
 * RS1  A job without a return address is done, and its result is sent nowhere.
 * RS2  A job whose deadline has passed is acknowledged without being done, and recorded as expired.
 * RS3  The reply's message id names the delivery that made it. Two runs of one job therefore give two replies, and a job that
 *      is sent again is answered again: the requester must ignore duplicates.
 * RS4  An answer that cannot be sent (the reply queue is gone or full, or the answer is too large) is recorded and reported,
 *      and the job is acknowledged, because its work is done. A requester whose answer is too large gets a failure instead.
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
    const answer = () => answerTo(job, address, result, run, options);
    if (reply === "after-ack") return answer;
    await answer();
    return undefined;
  };
}

function serverNow({ queue }: Job, { js, namespace }: ResponderOptions): Promise<number> {
  return serverTimeOf(js, namesOf({ namespace, name: queue }).stream).now();
}

/** Never rejects: failing to answer must not repeat the work (RS4). */
async function answerTo(
  job: Job,
  address: ReturnAddress,
  result: JsonValue,
  run: RunContext,
  { js, namespace, probe = silentProbe, onError }: ResponderOptions,
): Promise<void> {
  await probe.point("before-reply", { job: job.id, attempt: job.deliveries });
  const id = `reply-${job.id}-${job.deliveries}`;
  const outlet = { js, namespace, probe, onError };
  const reply = {
    id,
    messageId: `${namesOf({ namespace, name: job.queue }).stream}:${job.streamSequence}:${id}`,
    payload: result,
    address,
    asked: { queue: job.queue, job: job.id, attempt: job.deliveries },
  };
  await sendReply(outlet, reply, run.cause).catch((thrown: unknown) => notSent(outlet, reply, thrown, run.cause));
}
