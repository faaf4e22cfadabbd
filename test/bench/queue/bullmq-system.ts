import { type ConnectionOptions, Queue, QueueEvents, Worker } from "bullmq";
import { type Bench, countdown, CREDIT, type Crew, PAYLOAD, type System, timed } from "./system.ts";
import { Child, ensure, freePort, makeFolder, type Started } from "./servers.ts";

const BULK = 1_000;
let queues = 0;

/** A Redis of the machine's package, on a store of its own; `aof`: written to disk every second. */
export async function startRedis(aof: boolean): Promise<Started> {
  const command = ensure({ command: "redis-server", aptPackage: "redis-server" });
  const folder = await makeFolder("redis");
  const port = await freePort();
  const appends = aof ? ["--appendonly", "yes", "--appendfsync", "everysec"] : ["--appendonly", "no"];
  const place = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const child = new Child(command, [...place, ...appends], process.env);
  await child.listening(port);
  return { port, stop: () => child.stop(folder) };
}

export function bullmqSystem(name: string, port: number): System {
  const connection: ConnectionOptions = { host: "127.0.0.1", port, maxRetriesPerRequest: null };
  return {
    name,
    queue: async () => {
      const queue = new Queue(`q${++queues}`, { connection });
      await queue.waitUntilReady();
      return new BullmqBench(queue, connection);
    },
    close: () => Promise.resolve(),
  };
}

/** Done jobs are removed, as from the other queues. */
const OPTIONS = { removeOnComplete: true } as const;

class BullmqBench implements Bench {
  private readonly queue: Queue;
  private readonly connection: ConnectionOptions;

  constructor(queue: Queue, connection: ConnectionOptions) {
    this.queue = queue;
    this.connection = connection;
  }

  async sendEach(prefix: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.queue.add("job", PAYLOAD, { ...OPTIONS, jobId: `${prefix}-${n}` });
  }

  async sendMany(prefix: string, count: number): Promise<void> {
    for (let from = 0; from < count; from += BULK) {
      const bulk = Array.from({ length: Math.min(BULK, count - from) }, (_, n) => from + n);
      await this.queue.addBulk(
        bulk.map((n) => ({ name: "job", data: PAYLOAD, opts: { ...OPTIONS, jobId: `${prefix}-${n}` } })),
      );
    }
  }

  /** 'completed' is told when Redis has answered that the job is finished. */
  async crew(workers: number): Promise<Crew> {
    const all = await Promise.all(
      Array.from({ length: workers }, async () => {
        const worker = new Worker(this.queue.name, () => Promise.resolve(), {
          connection: this.connection,
          concurrency: CREDIT.concurrency,
          autorun: false,
        });
        await worker.waitUntilReady();
        return worker;
      }),
    );
    return {
      work: async (count) => {
        const { over, one } = countdown(count);
        for (const worker of all) {
          worker.on("completed", one);
          void worker.run();
        }
        await over;
      },
      leave: async () => {
        await Promise.all(all.map((worker) => worker.close()));
      },
    };
  }

  async roundTrips(count: number): Promise<readonly number[]> {
    const { connection } = this;
    const events = new QueueEvents(this.queue.name, { connection });
    await events.waitUntilReady();
    const worker = new Worker(this.queue.name, () => Promise.resolve(PAYLOAD), {
      connection,
      concurrency: CREDIT.concurrency,
    });
    await worker.waitUntilReady();
    const took = await timed(count, async (n) => {
      // Whoever asks reads the result from the job, so it stays.
      const job = await this.queue.add("job", PAYLOAD, { jobId: `request-${n}` });
      await job.waitUntilFinished(events, 10_000);
    });
    await worker.close();
    await events.close();
    return took;
  }

  async delete(): Promise<void> {
    await this.queue.obliterate({ force: true });
    await this.queue.close();
  }
}
