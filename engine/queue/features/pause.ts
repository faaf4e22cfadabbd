import type { JetStreamManager } from "@nats-io/jetstream";
import { namesOf, type QueueConfig } from "../names.ts";
import { checked } from "../config/checked.ts";
import { pauseMs } from "../config/waits.ts";
import { LaneRequests } from "../work/lane-requests.ts";
import { type Lane, lanesOf } from "../lanes.ts";
import { serverTimeOf } from "../server-time.ts";

type Controlled = Pick<QueueConfig, "name" | "namespace" | "lanes">;

/** Stands for 'for ever', because the server needs a date: the year 2200. */
const FOR_EVER = new Date(Date.UTC(2200, 0, 1));

/**
 * Pauses deliveries to all workers of the queue (the server's consumer pause), for `forMs` milliseconds by the server's clock,
 * or until `resumeQueue`. Senders go on. Workers may finish the jobs they hold; a job that they lose is delivered again after
 * the pause.
 */
export async function pauseQueue(jsm: JetStreamManager, queue: Controlled, forMs?: number): Promise<void> {
  if (forMs !== undefined) checked(pauseMs, forMs, `the pause of queue ${queue.name}`);
  const { stream } = namesOf(queue);
  const until =
    forMs === undefined ? FOR_EVER : new Date((await serverTimeOf(jsm.jetstream(), stream).nowOrLater()) + forMs);
  await Promise.all(lanesOf(queue).map(({ consumer }) => jsm.consumers.pause(stream, consumer, until)));
}

/** Ends a pause: waiting workers get jobs at once. Does nothing if the queue is not paused. */
export async function resumeQueue(jsm: JetStreamManager, queue: Controlled): Promise<void> {
  const { stream } = namesOf(queue);
  const requests = new LaneRequests(jsm.jetstream(), stream);
  const resume = async ({ consumer }: Lane) => {
    await jsm.consumers.resume(stream, consumer);
    await requests.wake(consumer);
  };
  await Promise.all(lanesOf(queue).map(resume));
}
