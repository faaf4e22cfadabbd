import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { startFastIngest } from "@nats-io/jetstream/internal";
import { headers, type NatsConnection } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { stopwatchMs, systemClock } from "../../../engine/clock/system-clock.ts";
import { Client } from "../../../engine/queue/client.ts";
import type { Turn } from "./interleave.ts";
import { PAYLOAD, sideBySide } from "./system.ts";

/** Ways to send many jobs, jobs a second. */
export const WAYS = [
  "publish, one by one",
  "publish, 256 on their way",
  "sendAll",
  "sendAll, atomic, 1,000 each",
  "sendAll, atomic, 100 each",
  "fast ingest, acknowledged every 100",
] as const;
export type Way = (typeof WAYS)[number];

const TEXT = JSON.stringify(PAYLOAD);
const OFTEN_ENOUGH = 100;
let streams = 0;

/** Each way on a stream of its own, in files and in memory. */
export async function waysOn(url: string, jobs: number): Promise<{ turns: readonly Turn[]; close(): Promise<void> }> {
  const connection = await connect({ servers: url });
  const turns = WAYS.flatMap((way) =>
    (["file", "memory"] as const).map((storage) => ({
      name: `${way}|${storage}`,
      run: () => timedWay(connection, way, storage, way === "publish, one by one" ? jobs / 10 : jobs),
    })),
  );
  return { turns, close: () => connection.close() };
}

async function timedWay(connection: NatsConnection, way: Way, storage: "file" | "memory", jobs: number) {
  const client = new Client(connection, systemClock(), "ways");
  const queue = await client.queue({ name: `w${++streams}`, storage, atomic: true });
  const manager = await jetstreamManager(connection);
  const stream = `ways-${queue.config.name}`;
  if (way.startsWith("fast")) {
    const { config } = await manager.streams.info(stream);
    await manager.streams.update(stream, { ...config, allow_batched: true });
  }
  const before = stopwatchMs();
  await send(connection, way, `ways.jobs.${queue.config.name}`, jobs, (batch) =>
    queue.sendAll(jobsOf(batch.from, batch.to), { atomic: way.includes("atomic") }),
  );
  const took = stopwatchMs() - before;
  await queue.delete();
  return [(jobs / took) * 1000];
}

type Batch = { readonly from: number; readonly to: number };

async function send(
  connection: NatsConnection,
  way: Way,
  subject: string,
  jobs: number,
  sendAll: (batch: Batch) => Promise<unknown>,
): Promise<void> {
  const js = jetstream(connection);
  const one = (n: number) => js.publish(subject, TEXT, { msgID: `job-${n}` });
  switch (way) {
    case "publish, one by one":
      return sideBySide(jobs, 1, one);
    case "publish, 256 on their way":
      return sideBySide(jobs, 256, one);
    case "sendAll":
      await sendAll({ from: 0, to: jobs });
      return;
    case "sendAll, atomic, 1,000 each":
      return inBatches(jobs, 1_000, sendAll);
    case "sendAll, atomic, 100 each":
      return inBatches(jobs, 100, sendAll);
    case "fast ingest, acknowledged every 100":
      return ingest(connection, subject, jobs);
  }
}

async function inBatches(jobs: number, size: number, sendAll: (batch: Batch) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < jobs; from += size) await sendAll({ from, to: Math.min(jobs, from + size) });
}

async function ingest(connection: NatsConnection, subject: string, jobs: number): Promise<void> {
  const options = { ackInterval: OFTEN_ENOUGH, allowGaps: false, maxOutstandingAcks: 2 };
  const named = (n: number) => {
    const header = headers();
    header.set("Nats-Msg-Id", `job-${n}`);
    return { headers: header };
  };
  const ingesting = await startFastIngest(connection, subject, TEXT, { ...options, ...named(0) } as never);
  for (let n = 1; n < jobs - 1; n++) await ingesting.add(subject, TEXT, named(n));
  await ingesting.last(subject, TEXT, named(jobs - 1));
}

function* jobsOf(from: number, to: number) {
  for (let n = from; n < to; n++) yield { id: `job-${n}`, payload: PAYLOAD };
}
