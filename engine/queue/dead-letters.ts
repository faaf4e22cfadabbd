import type { JetStreamClient } from "@nats-io/jetstream";
import type { EventId } from "../trace/event.ts";
import type { Probe } from "../trace/probe.ts";
import { namesOf, type QueueConfig } from "./config.ts";
import type { DeadCause } from "./dead-cause.ts";
import { copyHeaders, Header } from "./headers.ts";
import type { Received } from "./received-job.ts";
import { publishWithRetry } from "./send.ts";

/**
 * Moves a job to the queue's dead-letter stream, with its original headers, the reason and the number of attempts.
 *
 * D1  Publish first, then the confirmed ack: a mover that dies between the two leaves the job in its queue, and the
 *     next delivery moves it again.
 * D2  The message id is made of stream and sequence, so that the second move stores nothing.
 *
 * (Measured: this order lost nothing in 480 jobs with random kills; ack before publish and advisories did.)
 */
export async function moveToDeadLetters(
  js: JetStreamClient,
  queue: QueueConfig,
  received: Received,
  { cause: why, reason }: { readonly cause: DeadCause; readonly reason: string },
  probe: Probe,
  cause: EventId | null,
): Promise<EventId> {
  const { message, delivery } = received;
  const { deadSubject, stream } = namesOf(queue);
  const header = copyHeaders(message.headers);
  header.set(Header.Job, delivery.job);
  header.set(Header.DeadReason, reason);
  header.set(Header.DeadCause, why);
  header.set(Header.DeadSubject, message.subject);
  header.set(Header.DeadAttempts, String(delivery.attempt));
  header.set(Header.DeadQueue, queue.name);
  header.set(Header.DeadSequence, String(delivery.streamSequence));
  const msgID = `${stream}:${delivery.streamSequence}`;
  const ack = await publishWithRetry(() => js.publish(deadSubject, message.data, { msgID, headers: header }));
  const moved = probe.record(
    { type: "job-dead-lettered", ...delivery, reason, deadLetters: `${queue.name}-dead`, deadLetterSequence: ack.seq },
    cause,
  );
  await probe.point("before-dead-letter-ack", delivery);
  await message.ackAck();
  return moved;
}
