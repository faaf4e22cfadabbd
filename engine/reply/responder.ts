import type { JetStreamClient } from "@nats-io/jetstream";
import type { Clock } from "../clock/clock.ts";
import type { JsonValue } from "../kernel/json.ts";
import { namesOf } from "../queue/config.ts";
import type { AfterAck, Job, JobHandler, RunContext } from "../queue/received-job.ts";
import { sendJob } from "../queue/send.ts";
import { serverTimeOf } from "../queue/server-time.ts";
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
};

/**
 * Makes a job handler of a service: whoever asked gets the result in their reply queue.
 *
 * RS1  A job without a return address is worked on and answered to nobody.
 * RS2  A job whose caller has given up by its deadline is acknowledged unworked, and recorded as expired.
 * RS3  The reply's message id names the delivery that made it, so that two runs of one job give two replies: hiding a
 *      duplicate is the requester's business.
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

async function sendReply(
  job: Job,
  address: ReturnAddress,
  result: JsonValue,
  run: RunContext,
  options: ResponderOptions,
): Promise<void> {
  const { js, namespace, probe = silentProbe } = options;
  await probe.point("before-reply", { job: job.id, attempt: job.deliveries });
  const { correlation, replyTo, request } = address;
  const id = `reply-${job.id}-${job.deliveries}`;
  const cause = probe.record(
    { type: "reply-sent", job: job.id, attempt: job.deliveries, request, correlation, try: address.try, replyTo },
    run.cause,
  );
  const headers = addressHeaders({ ...address, deadlineMs: null });
  await sendJob(js, { name: replyTo, namespace }, { id, messageId: id, payload: result, headers }, probe, cause);
}
