import { jetstream, type JetStreamClient, type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { delay, type NatsConnection, TimeoutError } from "@nats-io/nats-core";
import { startCluster, type Cluster } from "../../../engine/broker/cluster.ts";
import { natsBroker } from "../../../engine/broker/nats-broker.ts";
import { namesOf, type QueueConfig } from "../../../engine/queue/names.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { Header } from "../../../engine/queue/headers.ts";
import { isUnavailable } from "../../../engine/queue/send/send.ts";
import { Crew } from "./crew.ts";
import { type Found, Ledger } from "./ledger.ts";
import { tcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** A queue on real servers with producers and workers, and everything at hand by which it can be struck. */
export type Bench = {
  readonly cluster: Cluster;
  /** Between all clients and the server; null in a cluster, whose servers tell clients of one another. */
  readonly proxy: TcpProxy | null;
  readonly crew: Crew;
  readonly queue: QueueConfig;
  /** Past the proxy. */
  readonly manager: JetStreamManager;
  /** Each on a connection of its own. */
  readonly producers: readonly JetStreamClient[];
  /** Of the round that runs; workers tell it what they do. */
  ledger: Ledger;
  /** Whoever wants to know that a job was begun. */
  onStarted: (member: unknown, job: string) => void;
  close(): Promise<void>;
};

const PRODUCERS = 3;
const WORKERS = 2;
/** As in the worker's process. */
const TIMEOUT_MS = 1_000;

export async function openBench(size: 1 | 3): Promise<Bench> {
  const cluster = await startCluster({ size });
  const open: NatsConnection[] = [];
  const proxy = size === 1 ? await tcpProxy(cluster.servers[0]?.port ?? 0) : null;
  const urls = proxy === null ? cluster.urls : [proxy.url];
  const connect = async (to: readonly string[], name: string) => {
    const connection = await natsBroker(to).connect(name);
    open.push(connection);
    return connection;
  };
  const manager = await jetstreamManager(await connect(cluster.urls, "soak-observer"), { timeout: TIMEOUT_MS });
  const queue = queueConfig(size);
  await declareQueue(manager, queue);
  const producers = [];
  for (let n = 1; n <= PRODUCERS; n++)
    producers.push(jetstream(await connect(urls, `soak-producer-${n}`), { timeout: TIMEOUT_MS }));
  const bench = { cluster, proxy, queue, manager, producers, ledger: new Ledger(), onStarted: () => undefined };
  const crew = await Crew.of(
    WORKERS,
    { urls, queue },
    {
      said(member, line) {
        if (line.say === "started") whole.onStarted(member, line.job);
        if (line.say === "done") whole.ledger.finished(line.job);
        if (line.say === "dead") whole.ledger.deadLettered(line.job);
      },
    },
  );
  const whole: Bench = {
    ...bench,
    crew,
    async close() {
      await crew.close();
      await Promise.all(open.map((connection) => connection.close()));
      await proxy?.close();
      await cluster.stop();
    },
  };
  return whole;
}

/** Short times, so that a round with redeliveries takes a second or two. */
function queueConfig(replicas: 1 | 3): QueueConfig {
  return {
    name: "jobs",
    namespace: "soak",
    ackWaitMs: 1_000,
    maxAttempts: 5,
    retry: { kind: "fixed", delayMs: 20 },
    replicas,
  };
}

/** The ids of what lies in the queue and among its dead letters; the latter are removed, so that each round has its own. */
export async function takeStock({ manager, queue }: Bench): Promise<Found> {
  const { stream, deadStream } = namesOf(queue);
  const found = { held: await idsIn(manager, stream), dead: await idsIn(manager, deadStream) };
  await answered(() => manager.streams.purge(deadStream));
  return found;
}

async function idsIn(manager: JetStreamManager, stream: string): Promise<Set<string>> {
  const ids = new Set<string>();
  const { first_seq, last_seq } = (await answered(() => manager.streams.info(stream))).state;
  for (let seq = first_seq; seq <= last_seq; seq++) {
    const message = await answered(() => manager.streams.getMessage(stream, { seq }));
    if (message !== null) ids.add(message.header.get(Header.Job));
  }
  return ids;
}

/** Asks until there is an answer: a cluster may still be choosing who leads the one or the other stream. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (let asked = 1; ; asked++) {
    try {
      return await ask();
    } catch (thrown) {
      const willPass = isUnavailable(thrown) || thrown instanceof TimeoutError;
      if (!willPass || asked === MOST_ASKED) throw thrown;
      await delay(PAUSE_MS);
    }
  }
}

/** Half a minute, where the refusal comes at once. */
const MOST_ASKED = 60;
const PAUSE_MS = 500;
