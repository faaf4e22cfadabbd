import type { JetStreamClient } from "@nats-io/jetstream";
import { errorText } from "../kernel/errors.ts";
import type { EventId } from "../trace/events.ts";
import type { Probe } from "../trace/probe.ts";
import type { QueueConfig } from "./config.ts";
import { moveToDeadLetters } from "./dead-letters.ts";
import { type AfterAck, decodeJob, type JobHandler, type Received } from "./received-job.ts";
import { retryDelayMs } from "./retry.ts";

export type ProcessContext = {
  readonly js: JetStreamClient;
  readonly queue: QueueConfig;
  readonly handler: JobHandler;
  readonly probe: Probe;
};

/** Takes one delivered job to its end: done, held back for a retry, or dead-lettered. */
export async function processJob(context: ProcessContext, received: Received, cause: EventId): Promise<void> {
  const { queue, probe } = context;
  const { attempt } = received.delivery;
  if (queue.maxAttempts !== null && attempt > queue.maxAttempts) {
    await deadLetter(context, received, `given up after ${queue.maxAttempts} deliveries that nobody finished`, cause);
    return;
  }
  const started = probe.record({ type: "job-started", ...received.delivery }, cause);
  let afterAck: AfterAck | undefined | void;
  try {
    afterAck = await context.handler(decodeJob(received), { cause: started });
  } catch (thrown) {
    await onFailure(context, received, errorText(thrown), started);
    return;
  }
  await acknowledge(context, received, started);
  await afterAck?.();
}

async function acknowledge({ probe }: ProcessContext, { message, delivery }: Received, cause: EventId): Promise<void> {
  await probe.point("before-ack", delivery);
  const sent = probe.record({ type: "job-ack-sent", ...delivery }, cause);
  await message.ackAck();
  probe.record({ type: "job-acked", ...delivery }, sent);
  await probe.point("after-ack", delivery);
}

async function onFailure(context: ProcessContext, received: Received, error: string, cause: EventId): Promise<void> {
  const { queue, probe } = context;
  const { message, delivery } = received;
  const failed = probe.record({ type: "job-failed", ...delivery, error }, cause);
  if (queue.maxAttempts !== null && delivery.attempt >= queue.maxAttempts) {
    await deadLetter(context, received, error, failed);
    return;
  }
  const delayMs = retryDelayMs(queue.retry, delivery.attempt);
  probe.record({ type: "job-naked", ...delivery, delayMs, reason: "failed" }, failed);
  message.nak(delayMs);
}

async function deadLetter(context: ProcessContext, received: Received, reason: string, cause: EventId): Promise<void> {
  const { js, queue, probe } = context;
  const moved = await moveToDeadLetters(js, queue, received, reason, probe, cause);
  probe.record({ type: "job-acked", ...received.delivery }, moved);
}
