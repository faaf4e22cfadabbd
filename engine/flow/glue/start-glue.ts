import { jetstream, type JetStreamClient } from "@nats-io/jetstream";
import type { KV } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../clock/clock.ts";
import type { OnError } from "../../kernel/engine-failure.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../../queue/names.ts";
import type { Job, JobHandler } from "../../queue/work/received-job.ts";
import { asOne, startWorker, type Worker } from "../../queue/work/worker.ts";
import { failureOf, returnAddress } from "../../reply/headers.ts";
import type { Keeping } from "../../trace/events/flow.ts";
import type { Probe } from "../../trace/probe.ts";
import { readStepReply, type OrderVersion } from "../order/order.ts";
import type { Coordinator, Kit, Order, Turn } from "./kit.ts";
import { FIRST_LEVEL_WITH_DEADLINES, FIRST_STORED_LEVEL, GLUE_LEVELS, type GlueLevel } from "./levels.ts";
import { MemoryTable } from "./memory-table.ts";
import { MemoryTimers } from "./memory-timers.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { startSweeper } from "./sweeper.ts";
import { openOrderTable } from "./store.ts";
import { StoredTable } from "./stored-table.ts";
import { createTurn, type TurnCause } from "./turn.ts";

export type GlueOptions = {
  readonly connection: NatsConnection;
  readonly namespace: string;
  readonly level: GlueLevel;
  /** The version of the business; 1 by default. */
  readonly version?: OrderVersion;
  readonly ordersQueue: QueueConfig;
  readonly repliesQueue: QueueConfig;
  readonly timeoutMs: number;
  readonly tries: number;
  /** How long the sweeper waits between two sweeps. */
  readonly sweepMs: number;
  readonly clock: Clock;
  readonly probe: Probe;
  /** Called with errors, as a worker's `onError`. */
  readonly onError?: OnError | undefined;
  readonly transitMs: number;
  /** The incarnation of the coordinator, from 1. */
  readonly incarnation: number;
};

/** A request for an order is invalid. */
export class NotAnOrderError extends Error {
  override readonly name = "NotAnOrderError";
}

const ORDERS_AT_ONCE = 8;

/**
 * Starts a coordinator of this level: a worker on the orders' queue, a worker on its reply queue, and a sweeper if the level
 * has one. Messages about the same order are handled one after the other.
 */
export async function startGlue(options: GlueOptions): Promise<Worker> {
  const { connection, namespace, level, incarnation } = options;
  const bucket = level >= FIRST_STORED_LEVEL ? await openOrderTable(connection, namespace) : null;
  const js = jetstream(connection);
  const orders = new OneAtATime();
  const turnOf = turnMaker(options, js);
  const coordinator = createLevel(options, bucket, orders, turnOf);
  const workers = await Promise.all([
    work(options, js, options.ordersQueue, (job, run) => {
      const order = readOrderRequest(job);
      const turn = turnOf({ cause: run.cause, attempt: job.attempt });
      return orders.run(order.id, () => coordinator.onOrder(order, turn));
    }),
    work(options, js, options.repliesQueue, (job, run) => {
      // A failed command is not a reply: it may have been executed or not, so its timeout decides.
      if (failureOf(job) !== null) return Promise.resolve();
      const reply = readStepReply(job.payload);
      const turn = turnOf({ cause: run.cause, attempt: job.attempt, address: returnAddress(job) });
      return orders.run(reply.order, () => coordinator.onReply(reply, turn));
    }),
  ]);
  const sweep = (id: string) =>
    orders.run(id, async () => coordinator.sweep?.(id, turnOf({ cause: null, attempt: incarnation })));
  const stopSweeper = bucket && coordinator.sweep ? startSweeper(bucket, options, sweep) : () => undefined;
  const { stop, ended } = asOne(workers);
  return {
    stop() {
      stopSweeper();
      return stop();
    },
    ended,
  };
}

function turnMaker({ namespace, probe, onError, level, ordersQueue, repliesQueue }: GlueOptions, js: JetStreamClient) {
  const deadlines: Keeping = level >= FIRST_LEVEL_WITH_DEADLINES ? "store" : "memory";
  const queues = { ordersQueue: ordersQueue.name, repliesQueue: repliesQueue.name };
  const options = { js, namespace, probe, onError, ...queues, design: `glue-L${level}`, deadlines };
  return (handled: TurnCause): Turn => createTurn(options, handled);
}

function createLevel(
  { level, version = 1, clock, probe, timeoutMs, tries }: GlueOptions,
  bucket: KV | null,
  orders: OneAtATime,
  turnOf: (handled: TurnCause) => Turn,
): Coordinator {
  const kit: Kit = {
    version,
    timeoutMs,
    tries,
    now: () => clock.now(),
    memoryTable: () => new MemoryTable(probe),
    storedTable: () => new StoredTable(bucket as KV, probe),
    timers: new MemoryTimers({ clock, probe, orders, turnOf: (cause) => turnOf({ cause, attempt: 1 }) }),
  };
  return GLUE_LEVELS[level].create(kit);
}

function work(
  { clock, probe, onError = () => undefined, transitMs }: GlueOptions,
  js: JetStreamClient,
  queue: QueueConfig,
  handler: JobHandler,
): Promise<Worker> {
  const common = { clock, probe, onError, transitMs, concurrency: ORDERS_AT_ONCE, countRuns: false };
  return startWorker(js, { queue, handler, ...common });
}

/** @throws NotAnOrderError naming the problem. */
function readOrderRequest(job: Job): Order {
  const { order, amountCents } = (job.payload ?? {}) as { readonly [field: string]: JsonValue };
  if (typeof order !== "string") throw new NotAnOrderError("order is not a text");
  if (typeof amountCents !== "number" || !Number.isInteger(amountCents)) {
    throw new NotAnOrderError(`amountCents is ${JSON.stringify(amountCents)}, not a whole number`);
  }
  const address = returnAddress(job);
  return { id: order, amountCents, shop: address && { ...address, asked: job.streamSequence } };
}
