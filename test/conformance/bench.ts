import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { QueueConfig } from "../../engine/queue/names.ts";
import { declareQueue, inspectQueue, type QueueState } from "../../engine/queue/declare/declare.ts";
import type { Job, JobHandler } from "../../engine/queue/work/received-job.ts";
import { sendJob } from "../../engine/queue/send/send.ts";
import { startWorker, type Worker } from "../../engine/queue/work/worker.ts";
import type { WorkerOptions } from "../../engine/queue/work/worker-options.ts";
import type { CrashPoint } from "../../engine/trace/crash-point.ts";
import { settlesWithinMs } from "./settles.ts";
import type { PointScope } from "../../engine/trace/probe.ts";
import { type Environment, inNamespace } from "./environment.ts";
import { Journal } from "./journal.ts";

/** Long enough that nothing comes back by itself during a case. */
export const LONG_MS = 60_000;
/** Short enough to be waited for in real time. */
export const ACK_WAIT_MS = 400;

export type BenchWorker = Partial<Omit<WorkerOptions, "queue" | "handler" | "clock" | "probe">> & {
  readonly onPoint?: (point: CrashPoint, scope: PointScope) => Promise<void>;
};

/**
 * What needs no timer takes less than this: in real time so long that only what waited for a lease is later, in virtual time
 * a few journeys.
 */
export function soonMs({ isExact, lateMs }: Environment): number {
  return isExact ? 4 * lateMs : LONG_MS / 2;
}

/** A declared queue with a sender, and workers that write into one journal. */
export class Bench {
  readonly journal: Journal;
  readonly env: Environment;
  readonly queue: QueueConfig;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;

  constructor(env: Environment, queue: QueueConfig, js: JetStreamClient, jsm: JetStreamManager) {
    this.env = env;
    this.queue = queue;
    this.js = js;
    this.jsm = jsm;
    this.journal = new Journal(env.clock);
  }

  /** Jobs called job-1, job-2, …, stored one after the other. */
  async send(count: number, from = 1): Promise<void> {
    for (let n = from; n < from + count; n++) await sendJob(this.js, this.queue, { id: `job-${n}`, payload: { n } });
  }

  /** A worker on a connection of its own. */
  async worker(name: string, handler: JobHandler, options: BenchWorker = {}): Promise<Worker> {
    return this.workerOn(await this.env.connect(name), name, handler, options);
  }

  /** A worker that can be killed: its connection is gone, and it has told nobody. */
  async mortal(name: string, handler: JobHandler, options: BenchWorker = {}): Promise<{ kill(): Promise<void> }> {
    const connection = await this.env.connect(name);
    await this.workerOn(connection, name, handler, options);
    return { kill: () => connection.close() };
  }

  workerOn(
    connection: NatsConnection,
    name: string,
    handler: JobHandler,
    { onPoint, ...rest }: BenchWorker = {},
  ): Promise<Worker> {
    return startWorker(jetstream(connection), {
      queue: this.queue,
      handler,
      clock: this.env.clock,
      probe: this.journal.probe(name, onPoint),
      ...rest,
    });
  }

  inspect(): Promise<QueueState> {
    return inspectQueue(this.jsm, this.queue);
  }

  /** Asks again and again until the state is as expected: a server may apply an ack a little after it has confirmed it. */
  async settlesAt(expected: Partial<QueueState>): Promise<void> {
    const deadline = this.env.clock.now() + settlesWithinMs(this.env);
    for (;;) {
      const state = await this.inspect();
      const wrong = Object.entries(expected).filter(([key, value]) => state[key as keyof QueueState] !== value);
      if (wrong.length === 0) return;
      if (this.env.clock.now() > deadline)
        throw new Error(`the queue stands at ${JSON.stringify(state)}, expected ${JSON.stringify(expected)}`);
    }
  }
}

export type QueueChanges = Partial<Omit<QueueConfig, "namespace">>;

export async function bench(env: Environment, changes: QueueChanges = {}): Promise<Bench> {
  const connection = await env.connect("bench");
  const jsm = await jetstreamManager(connection);
  const queue: QueueConfig = {
    name: "jobs",
    namespace: env.namespace,
    ackWaitMs: LONG_MS,
    maxAttempts: null,
    retry: { kind: "fixed", delayMs: 20 },
    ...changes,
  };
  await declareQueue(jsm, queue);
  return new Bench(env, queue, jetstream(connection), jsm);
}

/** Something that is held until it is let go. */
export type Gate = { readonly passed: Promise<void>; open(): void };

export function gate(): Gate {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

/** A handler that is stuck for ever: for the queue just like a worker that died. */
export const neverEnds: JobHandler = () => new Promise(() => {});
export const succeeds: JobHandler = () => Promise.resolve();
export const fails =
  (reason: string): JobHandler =>
  () =>
    Promise.reject(new Error(reason));

/** Runs `first` on a job's first delivery, `later` on all that follow. */
export function firstThen(first: JobHandler, later: JobHandler): JobHandler {
  return (job: Job, run) => (job.attempt === 1 ? first(job, run) : later(job, run));
}

/**
 * Settles when the server's clock has moved on by `ms`: a delivery that nobody answered has come back.
 * An event of the server's own, so that no test guesses how long something takes.
 */
export async function serverTimePasses(env: Environment, ms: number): Promise<void> {
  const timer = await bench(env, { name: `timer-${ms}`, ackWaitMs: ms });
  await timer.send(1);
  await timer.worker("timer-1", neverEnds);
  await timer.worker("timer-2", succeeds);
  await timer.journal.until("job-acked");
}

/**
 * Runs `attempt` again with twice the time until the machine was quick enough for it to tell anything; in virtual time the
 * first attempt is. An attempt that was too late returns so and asserts nothing.
 */
export async function untilInTime(
  env: Environment,
  firstMs: number,
  attempt: (env: Environment, ms: number) => Promise<"in time" | "too late">,
): Promise<void> {
  for (let ms = firstMs; ms <= MOST_TIMES * firstMs; ms *= 2) {
    if ((await attempt(inNamespace(env, String(ms)), ms)) === "in time") return;
    if (env.isExact) break;
  }
  throw new Error(`the machine was never quick enough: at worst it was ${env.measuredLateMs} ms late`);
}

/**
 * A case that tells something only on a machine that is quick enough for `firstMs`, the shortest time that matters in it. A
 * failure counts if the machine was never late by a quarter of that; otherwise the case is tried again with twice the time.
 * In virtual time each failure counts.
 */
export function whenQuick(
  firstMs: number,
  attempt: (env: Environment, ms: number) => Promise<void>,
): (env: Environment) => Promise<void> {
  return async (env) => {
    for (let ms = firstMs; ; ms *= 2) {
      try {
        return await attempt(ms === firstMs ? env : inNamespace(env, String(ms)), ms);
      } catch (thrown) {
        if (env.isExact || 4 * env.measuredLateMs < ms || ms >= MOST_TIMES * firstMs) throw thrown;
      }
    }
  };
}

const MOST_TIMES = 32;

/** Whether each of these moments followed the one before it surely within `ms`, also at the broker. */
export function followInTime(env: Environment, ms: number, moments: readonly number[]): boolean {
  const { measuredLateMs } = env;
  return moments.every((at, n) => n === 0 || at - (moments[n - 1] as number) + measuredLateMs < ms);
}
