import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../clock/clock.ts";
import type { QueueConfig } from "./config.ts";
import { declareQueue, deleteQueue, inspectQueue, type QueueState } from "./declare.ts";
import type { JobHandler } from "./received-job.ts";
import { type NewJob, sendJob, type Sent } from "./send.ts";
import { startWorker, type Worker, type WorkerOptions } from "./worker.ts";

/** What a queue is declared with: a name, and whatever should differ from the defaults. */
export type QueueSettings = Pick<QueueConfig, "name"> & Partial<Omit<QueueConfig, "namespace">>;

const DEFAULTS: Omit<QueueConfig, "name" | "namespace"> = {
  ackWaitMs: 30_000,
  maxAttempts: 5,
  retry: { kind: "exponential", firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: "full" },
};

/** The queues of one program on one server, over one connection. Made by `connect`, or over a connection of your own. */
export class Client {
  readonly connection: NatsConnection;
  private readonly clock: Clock;
  private readonly namespace: string;

  constructor(connection: NatsConnection, clock: Clock, namespace: string) {
    this.connection = connection;
    this.clock = clock;
    this.namespace = namespace;
  }

  /** Declares a queue, or finds it if it is there already with these settings. */
  async queue(settings: QueueSettings): Promise<Queue> {
    const config: QueueConfig = { ...DEFAULTS, ...settings, namespace: this.namespace };
    const manager = await jetstreamManager(this.connection);
    await declareQueue(manager, config);
    return new Queue(this.connection, manager, config, this.clock);
  }

  /** Closes the connection once everything that was sent has left. Stop workers first. */
  close(): Promise<void> {
    return this.connection.drain();
  }
}

/** One work queue. */
export class Queue {
  readonly config: QueueConfig;
  private readonly connection: NatsConnection;
  private readonly manager: JetStreamManager;
  private readonly clock: Clock;

  constructor(connection: NatsConnection, manager: JetStreamManager, config: QueueConfig, clock: Clock) {
    this.connection = connection;
    this.manager = manager;
    this.config = config;
    this.clock = clock;
  }

  /** Resolves once the server has stored the job; sending an id again within the deduplication window stores nothing. */
  send(job: NewJob): Promise<Sent> {
    return sendJob(jetstream(this.connection), this.config, job);
  }

  /** Starts a worker here. Any number of them, in any number of processes, share the queue's jobs. */
  work(
    handler: JobHandler,
    options: Partial<Omit<WorkerOptions, "queue" | "handler" | "clock">> = {},
  ): Promise<Worker> {
    return startWorker(jetstream(this.connection), { ...options, queue: this.config, handler, clock: this.clock });
  }

  /** How the queue stands, as the server sees it. */
  inspect(): Promise<QueueState> {
    return inspectQueue(this.manager, this.config);
  }

  /** Deletes the queue with everything in it. */
  delete(): Promise<void> {
    return deleteQueue(this.manager, this.config);
  }
}
