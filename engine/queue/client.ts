import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import { settlesWithin } from "../clock/within.ts";
import type { QueueConfig } from "./names.ts";
import { checked } from "./config/checked.ts";
import { plainName } from "./config/name.ts";
import { checkQueue, type QueueInput } from "./config/settings.ts";
import { timeoutMs as waits } from "./config/waits.ts";
import { pauseQueue, resumeQueue } from "./features/pause.ts";
import type { DeclareOptions } from "./declare/declare-stores.ts";
import { purgeQueue } from "./features/purge.ts";
import { declareQueue, deleteQueue, inspectQueue, type QueueState } from "./declare/declare.ts";
import type { OnError } from "../kernel/engine-failure.ts";
import { BadInputError } from "../kernel/errors.ts";
import { sendWithChildren } from "./features/dependencies.ts";
import { type Children, childrenOf } from "./features/dependency-record.ts";
import { type JobStatus, Results } from "./features/results.ts";
import { makeStores } from "./declare/stores.ts";
import { DlqOperations } from "./dead-letters/operations.ts";
import { FencedStore } from "./features/fencing.ts";
import {
  cancelDelayed,
  listScheduled,
  removeSchedule,
  type Repeating,
  type Scheduled,
  setSchedule,
} from "./features/schedules.ts";
import type { JobHandler } from "./work/received-job.ts";
import { sendJob } from "./send/send.ts";
import type { NewJob, Sent } from "./send/new-job.ts";
import { sendAll, type SendOutcome } from "./send/send-all.ts";
import { sendTogether } from "./send/atomic-batch.ts";
import { startWorker, type Worker } from "./work/worker.ts";
import type { WorkerOptions } from "./work/worker-options.ts";

/** The settings to declare a queue with: a name, and any that differ from the defaults. */
export type QueueSettings = Pick<QueueInput, "name"> & Partial<Omit<QueueInput, "namespace">>;

const DEFAULTS: Omit<QueueConfig, "name" | "namespace"> = {
  ackWaitMs: 30_000,
  maxAttempts: 5,
  retry: { kind: "exponential", firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: "full" },
};

/** Treats `{ rate: undefined }` as no setting, because some callers' compilers allow it. */
function withoutUndefined<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}

/** The queues of one program on one server, over one connection. Create it with `connect`, or over your own connection. */
export class Client {
  readonly connection: NatsConnection;
  /** @internal */
  readonly clock: Clock;
  readonly namespace: string;
  /** The default `onError` of everything that this client makes. */
  readonly onError: OnError;
  private readonly ownsConnection: boolean;

  /** @internal Programs call `connect`. */
  constructor(
    connection: NatsConnection,
    clock: Clock,
    namespace: string,
    onError: OnError = () => undefined,
    ownsConnection = true,
  ) {
    this.connection = connection;
    this.clock = clock;
    this.namespace = namespace;
    this.onError = onError;
    this.ownsConnection = ownsConnection;
  }

  /**
   * Declares a queue, or opens it if it exists with these settings. With `update`, a queue with other settings is changed to
   * these, if that loses nothing that is stored.
   * @throws BadInputError for invalid settings, before anything is declared
   * @throws SettingsChangedError if the queue exists with other settings and may not be changed to these
   */
  async queue(settings: QueueSettings, options: DeclareOptions = {}): Promise<Queue> {
    const config = checkQueue({ ...DEFAULTS, ...withoutUndefined(settings), namespace: this.namespace });
    const manager = await jetstreamManager(this.connection);
    await declareQueue(manager, config, options);
    return new Queue(this.connection, manager, config, this.clock, this.onError);
  }

  /** Opens a store of values that remember the fencing token of their last write; creates it if it does not exist. */
  async fencedStore(name: string): Promise<FencedStore> {
    const bucket = `${this.namespace}-${checked(plainName, name, "the name of a fenced store")}-fenced`;
    return new FencedStore(await makeStores(() => new Kvm(this.connection).create(bucket)));
  }

  /**
   * Closes the connection after everything has been sent, or after five seconds if the server does not answer. Stop workers
   * first. May be called again; never rejects. A connection that the program has passed to `connect` stays open.
   */
  async close(): Promise<void> {
    if (!this.ownsConnection || this.connection.isClosed()) return;
    const isDrained = await settlesWithin(this.clock, this.connection.drain(), DRAIN_MS);
    if (!isDrained) await this.connection.close();
  }
}

const DRAIN_MS = 5_000;

/** One work queue. */
export class Queue {
  readonly config: QueueConfig;
  private readonly connection: NatsConnection;
  private readonly manager: JetStreamManager;
  private readonly clock: Clock;
  private readonly onError: OnError;

  /** @internal Programs call `Client.queue`. */
  constructor(
    connection: NatsConnection,
    manager: JetStreamManager,
    config: QueueConfig,
    clock: Clock,
    onError: OnError,
  ) {
    this.connection = connection;
    this.manager = manager;
    this.config = config;
    this.clock = clock;
    this.onError = onError;
  }

  /** Resolves once the server has stored the job. Sending an id again within the deduplication window stores nothing. */
  send(job: NewJob): Promise<Sent> {
    return sendJob(jetstream(this.connection), this.config, job);
  }

  /**
   * Sends many jobs, with several hundred of them under way at once, and returns the outcome of each; see send-all.ts.
   * `atomic` stores all of them or none, at most 1,000; the queue needs `atomic`; see send/atomic-batch.ts.
   */
  sendAll(
    jobs: Iterable<NewJob> | AsyncIterable<NewJob>,
    { atomic = false }: { readonly atomic?: boolean } = {},
  ): Promise<readonly SendOutcome[]> {
    const js = jetstream(this.connection);
    return (atomic ? sendTogether : sendAll)(js, this.config, jobs, { clock: this.clock });
  }

  /** Starts a worker in this process. All workers of a queue, in any number of processes, share its jobs. */
  work(
    handler: JobHandler,
    options: Partial<Omit<WorkerOptions, "queue" | "handler" | "clock">> = {},
  ): Promise<Worker> {
    const here = { queue: this.config, handler, clock: this.clock };
    return startWorker(jetstream(this.connection), { onError: this.onError, ...options, ...here });
  }

  /** Sets a schedule that makes jobs repeatedly, or replaces the schedule of this name; see schedules.ts. */
  schedule(repeating: Repeating): Promise<void> {
    return setSchedule(jetstream(this.connection), this.config, repeating);
  }

  /** Ends a schedule; false if there is none of this name. */
  unschedule(name: string): Promise<boolean> {
    return removeSchedule(this.manager, this.config, name);
  }

  /** Cancels a delayed job; false if it is already in its queue, or was never sent. */
  cancel(job: string): Promise<boolean> {
    return cancelDelayed(this.manager, this.config, job);
  }

  /** Returns the delayed jobs and the schedules. */
  scheduled(): Promise<readonly Scheduled[]> {
    return listScheduled(this.manager, this.config);
  }

  /** Sends a job that waits until all its children have ended, in whichever queues they are; see dependencies.ts. */
  sendWithChildren(
    parent: NewJob,
    children: readonly { readonly queue: Queue; readonly job: NewJob }[],
  ): Promise<void> {
    const all = children.map(({ queue, job }) => ({ queue: queue.config, job }));
    return sendWithChildren(jetstream(this.connection), this.config, parent, all);
  }

  /** Returns how a parent's children ended, for its handler. */
  childrenOf(parent: string): Promise<Children> {
    return childrenOf(jetstream(this.connection), this.config, parent);
  }

  /** Returns a job's state; null before its first run. @throws BadInputError if the queue keeps no results */
  async status(job: string): Promise<JobStatus | null> {
    return (await this.results()).read(job);
  }

  /** Resolves when the job has ended. @throws ResultTimeoutError, BadInputError */
  async ended(job: string, timeoutMs: number): Promise<JobStatus> {
    checked(waits, timeoutMs, `the wait for job ${job}`);
    return (await this.results()).ended(job, this.clock, timeoutMs);
  }

  private async results(): Promise<Results> {
    const { name, results } = this.config;
    if (results !== undefined) return Results.of(jetstream(this.connection), this.config);
    throw new BadInputError(`queue ${name}`, "keeps no results", "Declare it with `results: {}`.");
  }

  /** Opens the dead-letter queue, to list, group, replay or discard. `by`: the operator's name. */
  deadLetters(by?: string): Promise<DlqOperations> {
    return DlqOperations.open(jetstream(this.connection), this.config, by === undefined ? {} : { by });
  }

  /** Returns the queue's state as the server sees it. */
  inspect(): Promise<QueueState> {
    return inspectQueue(this.manager, this.config);
  }

  /** Stops deliveries to all workers, for `forMs` milliseconds or until `resume`. Running jobs go on. */
  pause(forMs?: number): Promise<void> {
    return pauseQueue(this.manager, this.config, forMs);
  }

  /** Ends a pause: deliveries continue. */
  resume(): Promise<void> {
    return resumeQueue(this.manager, this.config);
  }

  /** Deletes jobs, done or not, and returns how many: all that are stored, or those of one priority level. */
  purge(options: { readonly priority?: string } = {}): Promise<number> {
    return purgeQueue(this.manager, this.config, options);
  }

  /**
   * Deletes the queue with everything in it. Parents and requesters that wait for its jobs are not told, because the jobs are
   * not read; call `purge` first to tell them.
   */
  delete(): Promise<void> {
    return deleteQueue(this.manager, this.config);
  }
}
