import type { Consumer, JetStreamClient } from "@nats-io/jetstream";
import { BadInputError } from "../../kernel/errors.ts";
import { silentProbe } from "../../trace/probe.ts";
import { namesOf } from "../names.ts";
import { checked } from "../config/checked.ts";
import { workerNumbers } from "../config/credit.ts";
import { Confirmations } from "./ack-confirmations.ts";
import { lanesOf } from "../lanes.ts";
import { type MessageSource, LaneSource } from "./message-source.ts";
import { BatchPuller } from "./batch-puller.ts";
import { LaneRequests } from "./lane-requests.ts";
import type { WorkerOptions } from "./worker-options.ts";
import { Hands } from "./hands.ts";
import { receive } from "./received-job.ts";
import { RateLimiter } from "../features/rate-limit.ts";
import { Results } from "../features/results.ts";
import { askTime, ServerTime } from "../server-time.ts";
import { Taking } from "./taking.ts";
import { LaneScheduler } from "./lane-scheduler.ts";

/**
 * A competing worker.
 *
 * W1  It requests at most `concurrency + prefetch` messages at once, so it hoards no more than it was told to.
 * W2  A job's ack is sent after its handler has ended, and the server confirms it.
 * W3  The attempts are checked before the handler runs, so a job that crashes its workers is dead-lettered as well.
 * W4  `stop` hands back at once the jobs that have not begun, lets running jobs end, and leaves nothing to the visibility
 *     timeout. Jobs that have not ended within the time limit are handed back as well, and their handlers' signals are aborted.
 * W5  If a step of the engine's own fails, it is recorded and reported (`onError`), and the job is delivered again.
 * W6  It goes on through any outage of the server, and ends by itself only for a reason that waiting cannot fix (TK1).
 */
export type Worker = {
  /**
   * Resolves when every running job has ended or `stopWithinMs` have passed, and all other jobs have been handed back. Never
   * rejects: `ended` reports failures.
   */
  stop(): Promise<void>;
  /** Resolves when the worker has stopped; rejects with the reason if it ended by itself (W6). */
  readonly ended: Promise<void>;
};

const PULL_EXPIRES_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Starts a worker on a declared queue.
 * @throws BadInputError for invalid options, and if the queue's consumer does not exist
 */
export async function startWorker(js: JetStreamClient, options: WorkerOptions): Promise<Worker> {
  checked(workerNumbers, options, `a worker of queue ${options.queue.name}`);
  const { stream } = namesOf(options.queue);
  const [lane, ...more] = lanesOf(options.queue);
  const consumer = await js.consumers.get(stream, lane.consumer);
  if (options.alone === true) await refuseCompany(consumer, options);
  for (const { consumer: name } of more) await js.consumers.get(stream, name);
  const time = new ServerTime(options.clock, async () => askTime(await js.jetstreamManager(), stream));
  const { rate, results: kept } = options.queue;
  const limiter = rate === undefined ? null : await RateLimiter.of(js, options.queue, rate, time);
  const results = kept === undefined ? null : await Results.of(js, options.queue);
  const confirmations = new Confirmations(js, options.clock);
  const hands = new Hands(js, { limiter, results, serverTime: time }, confirmations, options);
  const { queue, clock, concurrency = 1, prefetch = 0 } = options;
  return new Taking(js, {
    source: `queue ${queue.name}`,
    stream,
    consumers: lanesOf(queue).map(({ consumer: name }) => name),
    clock,
    sources: sources(js, consumer, options, concurrency + prefetch),
    take: (message) => hands.take(receive(message, queue)),
    onError: options.onError,
    stopWithinMs: options.stopWithinMs,
    onReconnect: () => confirmations.reconnected(),
    onStop: () => hands.takeNoMore(),
    onTooLate: (afterMs) => hands.giveUp(afterMs),
    onOver: () => confirmations.end(),
  });
}

/** Several workers that stop as one. They have ended when all have, or as soon as one of them ends with an error. */
export function asOne(workers: readonly Worker[]): Worker {
  const ended = Promise.all(workers.map((worker) => worker.ended)).then(() => undefined);
  // Callers that await `ended` see the error; if nobody does, it must not crash the process.
  ended.catch(() => undefined);
  return { stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))), ended };
}

/**
 * Refuses to start if another worker waits for jobs. Such a worker has a pull at the server. The server drops the pulls of a
 * closed connection at once, and those of a machine that lost power when they expire; so it waits that long. @throws
 * BadInputError
 */
async function refuseCompany(consumer: Consumer, { queue, clock }: WorkerOptions): Promise<void> {
  if ((await consumer.info(true)).num_waiting === 0) return;
  // All pulls of a process can expire at the same moment, before it pulls again: the queue is free only if two looks find no pull.
  for (let [waitedMs, empty] = [0, 0]; waitedMs <= PULL_EXPIRES_MS + LOOK_EVERY_MS; waitedMs += LOOK_EVERY_MS) {
    await clock.sleep(LOOK_EVERY_MS);
    empty = (await consumer.info()).num_waiting === 0 ? empty + 1 : 0;
    if (empty === 2) return;
  }
  throw new BadInputError(
    `queue ${queue.name}`,
    "another process already waits for its jobs, and each would get some of them",
    "Give each process a queue of its own, or stop the other one first.",
  );
}

/** One source for each message that the worker may hold, each asking for one message at a time (W1). */
function sources(
  js: JetStreamClient,
  consumer: Consumer,
  options: WorkerOptions,
  count: number,
): readonly MessageSource[] {
  const { queue, clock, probe = silentProbe, pollEveryMs = null, pullExpiresMs = PULL_EXPIRES_MS } = options;
  const lanes = lanesOf(queue);
  if (lanes.length === 1 && pollEveryMs === null) {
    const { concurrency = 1, prefetch = 0 } = options;
    const shared = new BatchPuller(consumer, clock, pullExpiresMs, concurrency, prefetch);
    return Array.from({ length: count }, () => shared);
  }
  const shared = new LaneSource({
    requests: new LaneRequests(js, namesOf(queue).stream),
    lanes,
    turns: new LaneScheduler(queue.lanes, lanes.length),
    clock,
    oneAtATime: queue.lanes?.kind === "groups",
    expiresMs: pullExpiresMs,
    pollEveryMs,
    onEmpty: () => probe.record({ type: "queue-polled", queue: queue.name }),
  });
  return Array.from({ length: count }, () => shared);
}
