import {
  type Consumer,
  jetstream,
  type JetStreamClient,
  jetstreamManager,
  type JetStreamManager,
  type JsMsg,
} from "@nats-io/jetstream";
import { connect, nanos, type NatsConnection } from "@nats-io/transport-node";
import { makeStores } from "../../../engine/queue/declare/stores.ts";
import { type Bench, countdown, CREDIT, type Crew, PAYLOAD, sideBySide, type System, timed } from "./system.ts";

export type BareOptions = { readonly name: string; readonly url: string; readonly storage: "file" | "memory" };

const ON_THEIR_WAY = 256;
let streams = 0;

/** The client without the engine: the same streams, credit, message ids and confirmed acks. */
export async function bareSystem({ name, url, storage }: BareOptions): Promise<System> {
  const connection = await connect({ servers: url });
  const manager = await jetstreamManager(connection);
  return {
    name,
    async queue() {
      const stream = `bare${++streams}`;
      await addStream(manager, stream, storage);
      return new BareBench(url, storage, connection, manager, stream);
    },
    close: () => connection.close(),
  };
}

async function addStream(manager: JetStreamManager, name: string, storage: "file" | "memory"): Promise<void> {
  const stream = { name, subjects: [name], retention: "workqueue" as const, storage, allow_msg_ttl: true };
  await makeStores(() => manager.streams.add(stream));
  const config = { durable_name: "workers", ack_policy: "explicit", ack_wait: nanos(60_000) } as const;
  await manager.consumers.add(name, { ...config, max_ack_pending: 20_000 });
}

class BareBench implements Bench {
  private readonly url: string;
  private readonly storage: "file" | "memory";
  private readonly manager: JetStreamManager;
  private readonly js: JetStreamClient;
  private readonly stream: string;

  constructor(
    url: string,
    storage: "file" | "memory",
    connection: NatsConnection,
    manager: JetStreamManager,
    stream: string,
  ) {
    this.url = url;
    this.storage = storage;
    this.manager = manager;
    this.js = jetstream(connection);
    this.stream = stream;
  }

  async sendEach(prefix: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.publish(`${prefix}-${n}`);
  }

  sendMany(prefix: string, count: number): Promise<void> {
    return sideBySide(count, ON_THEIR_WAY, (n) => this.publish(`${prefix}-${n}`));
  }

  private publish(msgID: string): Promise<unknown> {
    return this.js.publish(this.stream, JSON.stringify(PAYLOAD), { msgID });
  }

  async crew(workers: number): Promise<Crew> {
    const connections = await Promise.all(Array.from({ length: workers }, () => connect({ servers: this.url })));
    const consumers = await Promise.all(
      connections.map((each) => jetstream(each).consumers.get(this.stream, "workers")),
    );
    let consuming: readonly Consuming[] = [];
    return {
      work: async (count) => {
        const { over, one } = countdown(count);
        consuming = await Promise.all(consumers.map((consumer) => consume(consumer, () => Promise.resolve(one()))));
        await over;
      },
      leave: async () => {
        await Promise.all(consuming.map((one) => one.stop()));
        await Promise.all(connections.map((each) => each.close()));
      },
    };
  }

  /** A request is a message in this stream, its answer one in another, and both are acknowledged. */
  async roundTrips(count: number): Promise<readonly number[]> {
    const replies = `${this.stream}-replies`;
    await addStream(this.manager, replies, this.storage);
    const answering = await connect({ servers: this.url });
    const js = jetstream(answering);
    const asked = await consume(
      await js.consumers.get(this.stream, "workers"),
      () => Promise.resolve(),
      (message) => js.publish(replies, message.data, { msgID: `reply-${message.headers?.get("Nats-Msg-Id")}` }),
    );
    const open = new Map<string, () => void>();
    const answered = await consume(
      await this.js.consumers.get(replies, "workers"),
      () => Promise.resolve(),
      (message) => Promise.resolve(open.get(message.headers?.get("Nats-Msg-Id") ?? "")?.()),
    );
    const took = await timed(count, async (n) => {
      const answer = new Promise<void>((tell) => open.set(`reply-request-${n}`, tell));
      await this.publish(`request-${n}`);
      await answer;
    });
    await Promise.all([asked.stop(), answered.stop()]);
    await answering.close();
    await this.manager.streams.delete(replies);
    return took;
  }

  async delete(): Promise<void> {
    await this.manager.streams.delete(this.stream);
  }
}

type Consuming = { stop(): Promise<unknown> };

/**
 * The client's own loop with a worker's numbers. It asks anew when a message is taken up, not when it is done, and so has some
 * more with it than a worker has (engine/benchmarks.md).
 */
async function consume(
  consumer: Consumer,
  done: () => Promise<void>,
  handle: (message: JsMsg) => Promise<unknown> = (message) => Promise.resolve(message.json()),
): Promise<Consuming> {
  const messages = await consumer.consume({ max_messages: CREDIT.concurrency + CREDIT.prefetch });
  const busy = new Set<Promise<void>>();
  const loop = async () => {
    for await (const message of messages) {
      const job = (async () => {
        await handle(message);
        await message.ackAck();
        await done();
      })().finally(() => busy.delete(job));
      busy.add(job);
      if (busy.size >= CREDIT.concurrency) await Promise.race(busy);
    }
    await Promise.all(busy);
  };
  const ended = loop();
  return {
    stop() {
      messages.stop();
      return ended;
    },
  };
}
