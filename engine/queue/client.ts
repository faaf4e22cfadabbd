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

/** What a queue is declared with: a name, and whatever should differ from the defaults. */
export type QueueSettings = Pick<QueueInput, "name"> & Partial<Omit<QueueInput, "namespace">>;

const DEFAULTS: Omit<QueueConfig, "name" | "namespace"> = {
  ackWaitMs: 30_000,
  maxAttempts: 5,
  retry: { kind: "exponential", firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: "full" },
};

/** Callers whose compiler lets them write `{ rate: undefined }` mean that there is none. */
function withoutUndefined<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as T;
}

/** The queues of one program on one server, over one connection. Made by `connect`, or over a connection of your own. */
export class Client {
  readonly connection: NatsConnection;
  /** @internal */
  readonly clock: Clock;
  readonly namespace: string;
  /** The error channel of all that is made of this client. */
  readonly onError: OnError;

  /** @internal Programs call `connect`. */
  constructor(connection: NatsConnection, clock: Clock, namespace: string, onError: OnError = () => undefined) {
    this.connection = connection;
    this.clock = clock;
    this.namespace = namespace;
    this.onError = onError;
  }

  /**
   * Declares a queue, or finds it if it is there already with these settings. With `update`, a queue that is there with
   * other settings is changed to these, if nothing that is stored is lost by it.
   * @throws BadInputError for settings that make no sense, before anything is declared
   * @throws SettingsChangedError when the queue is there with other settings, and is not to be changed to these
   */
  async queue(settings: QueueSettings, options: DeclareOptions = {}): Promise<Queue> {
    const config = checkQueue({ ...DEFAULTS, ...withoutUndefined(settings), namespace: this.namespace });
    const manager = await jetstreamManager(this.connection);
    await declareQueue(manager, config, options);
    return new Queue(this.connection, manager, config, this.clock, this.onError);
  }

  /** Values that remember the fencing token that they were written with; made if it is not there. */
  async fencedStore(name: string): Promise<FencedStore> {
    const bucket = `${this.namespace}-${checked(plainName, name, "the name of a fenced store")}-fenced`;
    return new FencedStore(await makeStores(() => new Kvm(this.connection).create(bucket)));
  }

  /**
   * Closes the connection once everything that was sent has left, or after five seconds if the server is away. Stop workers
   * first. May be called again; never rejects.
   */
  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
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

  /** Resolves once the server has stored the job; sending an id again within the deduplication window stores nothing. */
  send(job: NewJob): Promise<Sent> {
    return sendJob(jetstream(this.connection), this.config, job);
  }

  /**
   * Sends many jobs, several hundred of them on their way at once, and says of each what became of it; see send-all.ts.
   * With `atomic` all of them are stored or none, 1,000 at most; the queue needs `atomic`; see send/atomic-batch.ts.
   */
  sendAll(
    jobs: Iterable<NewJob> | AsyncIterable<NewJob>,
    { atomic = false }: { readonly atomic?: boolean } = {},
  ): Promise<readonly SendOutcome[]> {
    const js = jetstream(this.connection);
    return (atomic ? sendTogether : sendAll)(js, this.config, jobs, { clock: this.clock });
  }

  /** Starts a worker here. Any number of them, in any number of processes, share the queue's jobs. */
  work(
    handler: JobHandler,
    options: Partial<Omit<WorkerOptions, "queue" | "handler" | "clock">> = {},
  ): Promise<Worker> {
    const here = { queue: this.config, handler, clock: this.clock };
    return startWorker(jetstream(this.connection), { onError: this.onError, ...options, ...here });
  }

  /** Sets a schedule that makes a job again and again, or replaces the one of this name; see schedules.ts. */
  schedule(repeating: Repeating): Promise<void> {
    return setSchedule(jetstream(this.connection), this.config, repeating);
  }

  /** Ends a schedule; false if there is none of this name. */
  unschedule(name: string): Promise<boolean> {
    return removeSchedule(this.manager, this.config, name);
  }

  /** Takes a job back that was sent for later; false if it has come already, or was never sent. */
  cancel(job: string): Promise<boolean> {
    return cancelDelayed(this.manager, this.config, job);
  }

  /** All that waits for its time. */
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

  /** How a parent's children ended, for its handler. */
  childrenOf(parent: string): Promise<Children> {
    return childrenOf(jetstream(this.connection), this.config, parent);
  }

  /** How far a job is; null before its first run. @throws BadInputError when the queue keeps no results */
  async status(job: string): Promise<JobStatus | null> {
    return (await this.results()).read(job);
  }

  /** Settles when the job has ended. @throws ResultTimeoutError, BadInputError */
  async ended(job: string, timeoutMs: number): Promise<JobStatus> {
    checked(waits, timeoutMs, `the wait for job ${job}`);
    return (await this.results()).ended(job, this.clock, timeoutMs);
  }

  private async results(): Promise<Results> {
    const { name, results } = this.config;
    if (results !== undefined) return Results.of(jetstream(this.connection), this.config);
    throw new BadInputError(`queue ${name}`, "keeps no results", "Declare it with `results: {}`.");
  }

  /** The dead-letter queue: look, group, replay, discard. */
  deadLetters(by?: string): Promise<DlqOperations> {
    return DlqOperations.open(jetstream(this.connection), this.config, by === undefined ? {} : { by });
  }

  /** How the queue stands, as the server sees it. */
  inspect(): Promise<QueueState> {
    return inspectQueue(this.manager, this.config);
  }

  /** Stops deliveries to all workers, for so many milliseconds or until `resume`; what is running goes on. */
  pause(forMs?: number): Promise<void> {
    return pauseQueue(this.manager, this.config, forMs);
  }

  /** Ends a pause: deliveries continue. */
  resume(): Promise<void> {
    return resumeQueue(this.manager, this.config);
  }

  /** Deletes jobs, done or not, and says how many: all that is stored, or one level of a queue with priorities. */
  purge(options: { readonly priority?: string } = {}): Promise<number> {
    return purgeQueue(this.manager, this.config, options);
  }

  /**
   * Deletes the queue with everything in it. It tells nobody, as it reads no job: `purge` first if parents or requesters wait for
   * jobs in it.
   */
  delete(): Promise<void> {
    return deleteQueue(this.manager, this.config);
  }
}
