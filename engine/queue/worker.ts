import type { Consumer, JetStreamClient } from "@nats-io/jetstream";
import type { Clock } from "../clock/clock.ts";
import type { EventId } from "../trace/event.ts";
import { silentProbe, type Probe } from "../trace/probe.ts";
import { namesOf, type QueueConfig } from "./config.ts";
import { checked } from "./config/checked.ts";
import { workerNumbers } from "./config/credit.ts";
import { isGone } from "./declare.ts";
import { Confirmations } from "./confirmations.ts";
import { type JobMessage, replySubjectOf } from "./job-message.ts";
import { lanesOf } from "./lanes.ts";
import { type Intake, LaneIntake } from "./lane-intake.ts";
import { Feed } from "./feed.ts";
import { LaneRequests } from "./lane-requests.ts";
import { extend } from "./job-run.ts";
import { processJob, type ProcessContext } from "./process-job.ts";
import { Pull } from "./pull.ts";
import { receive, type JobHandler, type Received } from "./received-job.ts";
import { RateLimiter } from "./rate-limit.ts";
import { Results } from "./results.ts";
import { sendJob } from "./send.ts";
import { askTime, ServerTime } from "./server-time.ts";
import { Slots } from "./slots.ts";
import { Turns } from "./turns.ts";

/**
 * A competing worker.
 *
 * W1  It asks for no more than `concurrency + prefetch` messages at once, so nothing is hoarded unasked.
 * W2  A job's ack is sent after its handler ended, and is confirmed by the server.
 * W3  The attempt count is checked before the handler runs: a job that kills its workers is dead-lettered as well.
 * W4  `stop` hands back at once what has not begun, lets running jobs end, and leaves nothing to the visibility timeout.
 */
export type WorkerOptions = {
  readonly queue: QueueConfig;
  readonly handler: JobHandler;
  readonly clock: Clock;
  /** Jobs run at once; 1 by default. */
  readonly concurrency?: number;
  /** Jobs taken beyond those, which wait in this worker's memory while others may idle; 0 by default. */
  readonly prefetch?: number;
  readonly probe?: Probe;
  /** Extends the visibility timeout of each running job so often; by default only the handler does (`progress`). */
  readonly heartbeatMs?: number;
  /** How long a delivery is under way: the server's visibility timeout began that much earlier. 0 by default. */
  readonly transitMs?: number;
  /** How long one pull waits at the server; at least 1,000 ms. */
  readonly pullExpiresMs?: number;
  /**
   * Asks again so often, and is told at once that there is nothing (short polling), instead of leaving a pull at the
   * server that is answered as soon as there is something (long polling, by default).
   */
  readonly pollEveryMs?: number;
  /**
   * One pull asks for all places that are free, and all acks are confirmed over one subscription: twice as fast.
   * Otherwise each place asks by itself and each ack is a request of the client's, so that the steps of a run in virtual
   * time are those of single jobs.
   */
  readonly together?: boolean;
  /** Of what is drawn by lot, such as the jitter of retries; 0 by default. */
  readonly seed?: number;
};

export type Worker = {
  /** Settles when every running job has ended and everything else has been handed back. */
  stop(): Promise<void>;
  /** Settles when the worker has ended; rejects if its connection or its queue went away. */
  readonly ended: Promise<void>;
};

const PULL_EXPIRES_MS = 5_000;
const PAUSE_AFTER_ERROR_MS = 500;
/** Twenty seconds: a cluster that has lost its leader has none for up to ten, and refuses at once meanwhile. */
const ERRORS_IN_A_ROW = 40;
/** Five seconds: then it is asked whether the queue is there at all. */
const ERRORS_UNTIL_ASKED = 10;

/** Starts a worker on a queue that has been declared. @throws BadInputError for options that make no sense, and when the queue's consumer does not exist. */
export async function startWorker(js: JetStreamClient, options: WorkerOptions): Promise<Worker> {
  checked(workerNumbers, options, `a worker of queue ${options.queue.name}`);
  const { stream } = namesOf(options.queue);
  const [lane, ...more] = lanesOf(options.queue);
  const consumer = await js.consumers.get(stream, lane.consumer);
  for (const { consumer: name } of more) await js.consumers.get(stream, name);
  const time = new ServerTime(options.clock, async () => askTime(await js.jetstreamManager(), stream));
  const { rate, results: kept } = options.queue;
  const limiter = rate === undefined ? null : await RateLimiter.of(js, options.queue, rate, time);
  const results = kept === undefined ? null : await Results.of(js, options.queue);
  const loop = new WorkerLoop(js, consumer, { limiter, results, serverTime: time }, options);
  return { stop: () => loop.stop(), ended: loop.ended };
}

/** What the queue's workers have in common on the server. */
type Shared = Pick<ProcessContext, "results" | "serverTime"> & { readonly limiter: RateLimiter | null };

class WorkerLoop {
  readonly ended: Promise<void>;
  private readonly context: ProcessContext;
  private readonly clock: Clock;
  private readonly limiter: RateLimiter | null;
  private readonly slots: Slots;
  private readonly confirmations: Confirmations | null;
  private readonly pulls: readonly Intake[];
  private stopping = false;
  private stopNow: () => void = () => undefined;
  private readonly stopped = new Promise<void>((tell) => (this.stopNow = tell));

  constructor(
    js: JetStreamClient,
    consumer: Consumer,
    { limiter, results, serverTime }: Shared,
    options: WorkerOptions,
  ) {
    const { queue, handler, clock, concurrency = 1, prefetch = 0, probe = silentProbe } = options;
    const leaseMs = queue.ackWaitMs - (options.transitMs ?? 0);
    const { heartbeatMs = null, seed = 0 } = options;
    this.confirmations = options.together === true ? new Confirmations(js, clock) : null;
    const confirm = (message: JobMessage) => this.confirmations?.confirm(replySubjectOf(message)) ?? message.ackAck();
    this.context = {
      js,
      queue,
      handler,
      confirm,
      probe,
      clock,
      leaseMs,
      heartbeatMs,
      seed,
      serverTime,
      results,
      send: sendJob,
    };
    this.clock = clock;
    this.limiter = limiter;
    this.slots = new Slots(concurrency);
    this.pulls = intakes(js, consumer, options, concurrency + prefetch);
    this.ended = Promise.all(this.pulls.map((pull) => this.pullForEver(pull))).then(() => this.confirmations?.end());
    // Whoever awaits `ended` sees the error; a worker that nobody awaits must not bring the process down.
    this.ended.catch(() => this.callOff()).catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.callOff();
    await this.ended;
  }

  /** Also when one of the pulls has failed for good: the others must not go on without it. */
  private async callOff(): Promise<void> {
    this.stopping = true;
    this.stopNow();
    this.slots.close();
    await Promise.all(this.pulls.map((pull) => pull.callOff()));
  }

  private async pullForEver(pull: Intake): Promise<void> {
    let errors = 0;
    while (!this.stopping) {
      try {
        const message = await pull.next();
        errors = 0;
        if (message) await this.take(receive(message, this.context.queue));
      } catch (thrown) {
        if (++errors >= ERRORS_IN_A_ROW) throw thrown;
        if (errors === ERRORS_UNTIL_ASKED && (await isGone(this.context))) throw thrown;
        await this.clock.sleep(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  private async take(received: Received): Promise<void> {
    const { probe } = this.context;
    const cause = probe.record(
      { type: "job-delivered", ...received.delivery, deadline: this.clock.now() + this.context.leaseMs },
      received.sentBy,
    );
    if (!(await this.slots.take())) {
      this.handBack(received, cause);
      return;
    }
    try {
      if (this.limiter === null || (await this.hasTurn(this.limiter, received, cause)))
        await processJob(this.context, received, cause);
      else this.handBack(received, cause);
    } finally {
      this.slots.release();
    }
  }

  /** Waits until the queue's rate lets the job begin; false if the worker is stopped before that (W4). */
  private async hasTurn(limiter: RateLimiter, received: Received, cause: EventId): Promise<boolean> {
    const place = await limiter.place();
    const { waitMs } = place;
    if (waitMs <= 0) return true;
    const { probe, leaseMs } = this.context;
    probe.record({ type: "job-rate-limited", ...received.delivery, waitMs }, cause);
    const until = this.clock.now() + waitMs;
    for (let left = waitMs; left > 0 && !this.stopping; left = until - this.clock.now()) {
      // Meanwhile nobody else may get it.
      extend(this.context, received, cause);
      await Promise.race([this.clock.sleep(Math.min(left, Math.ceil(leaseMs / 2))), this.stopped]);
    }
    if (this.stopping) await limiter.giveBack(place);
    return !this.stopping;
  }

  private handBack({ message, delivery }: Received, cause: string): void {
    this.context.probe.record({ type: "job-naked", ...delivery, delayMs: 0, reason: "handed-back" }, cause);
    message.nak();
  }
}

/** As many as the worker may hold messages, each asking for one at a time (W1). */
function intakes(js: JetStreamClient, consumer: Consumer, options: WorkerOptions, count: number): readonly Intake[] {
  const { queue, clock, probe = silentProbe, pollEveryMs = null, pullExpiresMs = PULL_EXPIRES_MS } = options;
  const lanes = lanesOf(queue);
  if (lanes.length === 1 && pollEveryMs === null && options.together === true) {
    const { concurrency = 1, prefetch = 0 } = options;
    const shared = new Feed(consumer, pullExpiresMs, concurrency, prefetch);
    return Array.from({ length: count }, () => shared);
  }
  if (lanes.length === 1 && pollEveryMs === null) {
    return Array.from({ length: count }, () => new Pull(consumer, pullExpiresMs));
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
