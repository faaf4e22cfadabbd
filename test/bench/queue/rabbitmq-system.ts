import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Channel, type ChannelModel, connect, type ConfirmChannel } from "amqplib";
import { type Bench, countdown, CREDIT, type Crew, PAYLOAD, type System, timed } from "./system.ts";
import { Child, ensure, freePort, makeFolder, type Started } from "./servers.ts";

const LIBRARIES = ["/usr/lib/rabbitmq/bin"];
const ON_THEIR_WAY = 256;
const CONTENT = Buffer.from(JSON.stringify(PAYLOAD));
let queues = 0;

/** A RabbitMQ of the machine's package with a node name, a port mapper and a store of its own. */
export async function startRabbitmq(): Promise<Started> {
  const command = ensure({ command: "rabbitmq-server", aptPackage: "rabbitmq-server", folders: LIBRARIES });
  const epmd = ensure({ command: "epmd", aptPackage: "erlang-base" });
  const folder = await makeFolder("rabbitmq");
  const [port, mapper, distribution] = [await freePort(), await freePort(), await freePort()];
  for (const name of ["mnesia", "log", "home"]) await mkdir(join(folder, name));
  const env = {
    ...process.env,
    HOME: join(folder, "home"),
    ERL_EPMD_PORT: String(mapper),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_NODENAME: "bench@localhost",
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_LOGS: "-",
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
    RABBITMQ_CONFIG_FILE: join(folder, "none"),
  };
  const mapping = new Child(epmd, ["-port", String(mapper), "-address", "127.0.0.1"], env);
  await mapping.listening(mapper);
  const child = new Child(command, [], env);
  await child.listening(port);
  return {
    port,
    async stop() {
      await child.stop(folder);
      await mapping.stop(folder);
    },
  };
}

export type RabbitmqOptions = { readonly name: string; readonly port: number; readonly type: "quorum" | "classic" };

export async function rabbitmqSystem({ name, port, type }: RabbitmqOptions): Promise<System> {
  const open = () => connect({ hostname: "127.0.0.1", port, username: "guest", password: "guest" }, { noDelay: true });
  const connection = await open();
  return {
    name,
    async queue() {
      const channel = await connection.createConfirmChannel();
      const queue = `q${++queues}`;
      await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": type } });
      return new RabbitmqBench(open, channel, queue);
    },
    close: () => connection.close(),
  };
}

class RabbitmqBench implements Bench {
  private readonly open: () => Promise<ChannelModel>;
  private readonly channel: ConfirmChannel;
  private readonly queue: string;

  constructor(open: () => Promise<ChannelModel>, channel: ConfirmChannel, queue: string) {
    this.open = open;
    this.channel = channel;
    this.queue = queue;
  }

  async sendEach(prefix: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.publish(`${prefix}-${n}`);
  }

  async sendMany(prefix: string, count: number): Promise<void> {
    const onTheirWay = new Set<Promise<void>>();
    for (let n = 0; n < count; n++) {
      const one = this.publish(`${prefix}-${n}`).finally(() => onTheirWay.delete(one));
      onTheirWay.add(one);
      if (onTheirWay.size >= ON_THEIR_WAY) await Promise.race(onTheirWay);
    }
    await Promise.all(onTheirWay);
  }

  /** Resolves with the publisher confirm. */
  private publish(messageId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const options = { persistent: true, messageId };
      this.channel.sendToQueue(this.queue, CONTENT, options, (error: unknown) =>
        error === null || error === undefined ? resolve() : reject(new Error("refused", { cause: error })),
      );
    });
  }

  /** An ack has no confirmation here: at the end each worker asks something, which is answered after its acks. */
  async crew(workers: number): Promise<Crew> {
    const connections = await Promise.all(Array.from({ length: workers }, () => this.open()));
    const channels = await Promise.all(connections.map((each) => each.createChannel()));
    return {
      work: async (count) => {
        const { over, one } = countdown(count);
        await Promise.all(channels.map((channel) => consume(channel, this.queue, one)));
        await over;
        await Promise.all(channels.map((channel) => channel.checkQueue(this.queue)));
      },
      leave: async () => {
        await Promise.all(connections.map((each) => each.close()));
      },
    };
  }

  async roundTrips(count: number): Promise<readonly number[]> {
    const connection = await this.open();
    const replies = await connection.createChannel();
    const answering = await connection.createChannel();
    const { queue: replyTo } = await replies.assertQueue("", { exclusive: true });
    const open = new Map<string, () => void>();
    await replies.consume(replyTo, (message) => {
      if (message === null) return;
      replies.ack(message);
      open.get(String(message.properties.correlationId))?.();
    });
    await answering.prefetch(CREDIT.concurrency + CREDIT.prefetch);
    await answering.consume(this.queue, (message) => {
      if (message === null) return;
      const { correlationId } = message.properties as { readonly correlationId: string };
      answering.sendToQueue(replyTo, CONTENT, { correlationId });
      answering.ack(message);
    });
    const took = await timed(count, async (n) => {
      const correlationId = `request-${n}`;
      const answer = new Promise<void>((tell) => open.set(correlationId, tell));
      this.channel.sendToQueue(this.queue, CONTENT, { persistent: true, correlationId, replyTo });
      await answer;
    });
    await connection.close();
    return took;
  }

  async delete(): Promise<void> {
    await this.channel.deleteQueue(this.queue);
    await this.channel.close();
  }
}

async function consume(channel: Channel, queue: string, done: () => void): Promise<void> {
  await channel.prefetch(CREDIT.concurrency + CREDIT.prefetch);
  await channel.consume(queue, (message) => {
    if (message === null) return;
    JSON.parse(message.content.toString());
    channel.ack(message);
    done();
  });
}
