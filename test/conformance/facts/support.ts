import {
  AckPolicy,
  type Consumer,
  type ConsumerConfig,
  type ConsumerInfo,
  jetstream,
  type JsMsg,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamState,
} from "@nats-io/jetstream";
import type { ConformanceCase, Environment } from "../environment.ts";
import { settles } from "../settles.ts";
import { type Operator, openDlq } from "../stored/support.ts";

/** A statement that a lesson or the engine rests on, shown by the client's own calls. */
export type FactCase = ConformanceCase & {
  /** What the simulated server has not got: there the case must be refused with these words, on the others it holds. */
  readonly tabLacks?: string;
};

/** A work queue as the client makes it, with one durable consumer. */
export class WorkQueue {
  readonly env: Environment;
  readonly operator: Operator;
  readonly consumer: Consumer;

  constructor(env: Environment, operator: Operator, consumer: Consumer) {
    this.env = env;
    this.operator = operator;
    this.consumer = consumer;
  }

  /** Publishes on as many subjects, `<stream>.1` and so on. */
  async put(count = 1, from = 1): Promise<void> {
    const { js, on } = this.operator;
    for (let n = from; n < from + count; n++) await js.publish(on(String(n)), `job ${n}`);
  }

  /** The next message, which there is or soon will be. */
  async take(consumer = this.consumer): Promise<JsMsg> {
    const message = await consumer.next({ expires: 5_000 });
    if (message === null) throw new Error("nothing came within 5 s");
    return message;
  }

  async takes(count: number): Promise<JsMsg[]> {
    const all: JsMsg[] = [];
    while (all.length < count) all.push(await this.take());
    return all;
  }

  /** The same consumer, on a connection of its own. */
  async worker(name: string): Promise<Consumer> {
    return jetstream(await this.env.connect(name)).consumers.get(this.operator.stream, "c");
  }

  info(): Promise<ConsumerInfo> {
    return this.operator.jsm.consumers.info(this.operator.stream, "c");
  }

  async state(): Promise<StreamState> {
    return (await this.operator.jsm.streams.info(this.operator.stream)).state;
  }

  /** Settles when the consumer's numbers are these. */
  infoBecomes(expected: Partial<ConsumerInfo>): Promise<ConsumerInfo> {
    return settles(this.env, () => this.info(), expected);
  }

  stateBecomes(expected: Partial<StreamState>): Promise<StreamState> {
    return settles(this.env, () => this.state(), expected);
  }
}

export async function workQueue(
  env: Environment,
  consumer: Partial<ConsumerConfig> = {},
  stream: Partial<StreamConfig> = {},
): Promise<WorkQueue> {
  const operator = await openDlq(env, { retention: RetentionPolicy.Workqueue, storage: StorageType.Memory, ...stream });
  const config = { durable_name: "c", ack_policy: AckPolicy.Explicit, ack_wait: nanos(30_000), ...consumer };
  await operator.jsm.consumers.add(operator.stream, config);
  return new WorkQueue(env, operator, await operator.js.consumers.get(operator.stream, "c"));
}

export const nanos = (ms: number): number => ms * 1e6;

export const seqs = (messages: readonly JsMsg[]): number[] => messages.map(({ seq }) => seq);
