import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { natsBroker } from "../../../engine/broker/nats-broker.ts";
import { systemClock } from "../../../engine/clock/system-clock.ts";
import { Client, type Queue, type QueueSettings } from "../../../engine/queue/client.ts";
import type { JobHandler } from "../../../engine/queue/work/received-job.ts";
import { startWorker, type Worker } from "../../../engine/queue/work/worker.ts";
import { createRequester } from "../../../engine/reply/requester.ts";
import { responder } from "../../../engine/reply/responder.ts";
import type { Probe } from "../../../engine/trace/probe.ts";
import { type Bench, countdown, CREDIT, type Crew, PAYLOAD, type System, timed } from "./system.ts";

export type EngineOptions = {
  readonly name: string;
  readonly url: string;
  readonly settings?: Partial<QueueSettings>;
  /** What records, if anything does. */
  readonly probe?: Probe;
  readonly heartbeatMs?: number;
  /** What a worker holds beyond what it is at; as all others, by default. */
  readonly prefetch?: number;
};

const clock = systemClock();
let queues = 0;

/** The engine, by itself. */
export async function engineSystem(options: EngineOptions): Promise<System> {
  const connection = await natsBroker(options.url).connect("bench");
  const client = new Client(connection, clock, "bench");
  return {
    name: options.name,
    async queue() {
      const settings = { name: `q${++queues}`, ackWaitMs: 60_000, ...options.settings };
      return new EngineBench(options, client, await client.queue(settings));
    },
    close: () => connection.close(),
  };
}

class EngineBench implements Bench {
  private readonly options: EngineOptions;
  private readonly client: Client;
  private readonly queue: Queue;

  constructor(options: EngineOptions, client: Client, queue: Queue) {
    this.options = options;
    this.client = client;
    this.queue = queue;
  }

  async sendEach(prefix: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.queue.send({ id: `${prefix}-${n}`, payload: PAYLOAD });
  }

  async sendMany(prefix: string, count: number): Promise<void> {
    await this.queue.sendAll(jobs(prefix, count));
  }

  async crew(workers: number): Promise<Crew> {
    const connections = await Promise.all(
      Array.from({ length: workers }, () => natsBroker(this.options.url).connect("worker")),
    );
    let started: readonly Worker[] = [];
    return {
      work: async (count) => {
        const { over, one } = countdown(count);
        // What a handler returns is done once the ack is confirmed.
        const handler = () => Promise.resolve(() => Promise.resolve(one()));
        started = await Promise.all(connections.map((each) => this.worker(each, handler)));
        await over;
      },
      leave: async () => {
        await Promise.all(started.map((worker) => worker.stop()));
        await Promise.all(connections.map((each) => each.close()));
      },
    };
  }

  private worker(connection: NatsConnection, handler: JobHandler): Promise<Worker> {
    const { probe, heartbeatMs, prefetch = CREDIT.prefetch } = this.options;
    return startWorker(jetstream(connection), {
      concurrency: CREDIT.concurrency,
      prefetch,
      queue: this.queue.config,
      handler,
      clock,
      ...(probe === undefined ? {} : { probe }),
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    });
  }

  async roundTrips(count: number): Promise<readonly number[]> {
    const { connection, namespace } = this.client;
    const replies = await this.client.queue({ ...this.options.settings, name: `${this.queue.config.name}-replies` });
    const answering = await natsBroker(this.options.url).connect("service");
    const js = jetstream(answering);
    const service = responder(() => Promise.resolve(PAYLOAD), { js, namespace, clock });
    const worker = await startWorker(js, {
      ...CREDIT,
      queue: this.queue.config,
      handler: service,
      clock,
    });
    const requester = await createRequester(jetstream(connection), {
      replyQueue: replies.config,
      clock,
    });
    const ask = (n: number) =>
      requester.request(this.queue.config.name, `request-${n}`, PAYLOAD, { timeoutMs: 10_000 });
    const took = await timed(count, ask);
    await requester.stop();
    await worker.stop();
    await answering.close();
    await replies.delete();
    return took;
  }

  delete(): Promise<void> {
    return this.queue.delete();
  }
}

function* jobs(prefix: string, count: number) {
  for (let n = 0; n < count; n++) yield { id: `${prefix}-${n}`, payload: PAYLOAD };
}
