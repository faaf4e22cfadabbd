import type { Consumer, JetStreamClient } from "@nats-io/jetstream";
import { BadInputError } from "../../kernel/errors.ts";
import { silentProbe } from "../../trace/probe.ts";
import { namesOf } from "../names.ts";
import { checked } from "../config/checked.ts";
import { workerNumbers } from "../config/credit.ts";
import { Confirmations } from "./ack-confirmations.ts";
import { lanesOf } from "../lanes.ts";
import { type Intake, LaneIntake } from "./message-source.ts";
import { Feed } from "./batch-puller.ts";
import { LaneRequests } from "./lane-requests.ts";
import type { WorkerOptions } from "./worker-options.ts";
import { Hands } from "./hands.ts";
import { receive } from "./received-job.ts";
import { RateLimiter } from "../features/rate-limit.ts";
import { Results } from "../features/results.ts";
import { askTime, ServerTime } from "../server-time.ts";
import { Taking } from "./taking.ts";
import { Turns } from "./lane-scheduler.ts";

/**
 * A competing worker.
 *
 * W1  It asks for no more than `concurrency + prefetch` messages at once, so nothing is hoarded unasked.
 * W2  A job's ack is sent after its handler ended, and is confirmed by the server.
 * W3  The attempt count is checked before the handler runs: a job that kills its workers is dead-lettered as well.
 * W4  `stop` hands back at once what has not begun, lets running jobs end, and leaves nothing to the visibility timeout. What
 *     has not ended when its time limit has passed is handed back as well, and its handler's signal is aborted.
 * W5  A step of the engine's own that fails is recorded and reported (`onError`), and the job comes again: never in silence.
 * W6  It goes on through any outage of the server, and ends by itself only for a reason that no wait can mend (TK1).
 */
export type Worker = {
  /**
   * Settles when every running job has ended or `stopWithinMs` have passed, and everything else has been handed back. Never
   * rejects: `ended` tells what went wrong.
   */
  stop(): Promise<void>;
  /** Settles when the worker has ended; rejects with the reason if it ended by itself (W5). */
  readonly ended: Promise<void>;
};

const PULL_EXPIRES_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/** Starts a worker on a queue that has been declared. @throws BadInputError for options that make no sense, and when the queue's consumer does not exist. */
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
    intakes: intakes(js, consumer, options, concurrency + prefetch),
    take: (message) => hands.take(receive(message, queue)),
    onError: options.onError,
    stopWithinMs: options.stopWithinMs,
    onStop: () => hands.takeNoMore(),
    onTooLate: (afterMs) => hands.giveUp(afterMs),
    onOver: () => confirmations.end(),
  });
}

/** Several workers that stop as one. They have ended when all have, or as soon as one of them ends with an error. */
export function asOne(workers: readonly Worker[]): Worker {
  const ended = Promise.all(workers.map((worker) => worker.ended)).then(() => undefined);
  // Whoever awaits `ended` sees the error; workers that nobody awaits must not bring the process down.
  ended.catch(() => undefined);
  return { stop: async () => void (await Promise.all(workers.map((worker) => worker.stop()))), ended };
}

/**
 * Whoever waits for jobs has a pull at the server, which drops those of closed connections at once, and those of a machine
 * that lost its power when they expire: so long it is waited for. @throws BadInputError
 */
async function refuseCompany(consumer: Consumer, { queue, clock }: WorkerOptions): Promise<void> {
  if ((await consumer.info(true)).num_waiting === 0) return;
  // All pulls of a process can expire at one moment, and then it asks again: only when two looks see none, nobody is there.
  for (let [waitedMs, empty] = [0, 0]; waitedMs <= PULL_EXPIRES_MS + LOOK_EVERY_MS; waitedMs += LOOK_EVERY_MS) {
    await clock.sleep(LOOK_EVERY_MS);
    empty = (await consumer.info()).num_waiting === 0 ? empty + 1 : 0;
    if (empty === 2) return;
  }
  throw new BadInputError(
    `queue ${queue.name}`,
    "another process waits for its jobs already, and each would get some of them",
    "Give each process a queue of its own, or stop the other one first.",
  );
}

/** As many as the worker may hold messages, each asking for one at a time (W1). */
function intakes(js: JetStreamClient, consumer: Consumer, options: WorkerOptions, count: number): readonly Intake[] {
  const { queue, clock, probe = silentProbe, pollEveryMs = null, pullExpiresMs = PULL_EXPIRES_MS } = options;
  const lanes = lanesOf(queue);
  if (lanes.length === 1 && pollEveryMs === null) {
    const { concurrency = 1, prefetch = 0 } = options;
    const shared = new Feed(consumer, clock, pullExpiresMs, concurrency, prefetch);
    return Array.from({ length: count }, () => shared);
  }
  const shared = new LaneIntake({
    requests: new LaneRequests(js, namesOf(queue).stream),
    lanes,
    turns: new Turns(queue.lanes, lanes.length),
    clock,
    oneAtATime: queue.lanes?.kind === "groups",
    expiresMs: pullExpiresMs,
    pollEveryMs,
    onEmpty: () => probe.record({ type: "queue-polled", queue: queue.name }),
  });
  return Array.from({ length: count }, () => shared);
}
