import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { errors, type NatsConnection } from "@nats-io/nats-core";
import { expect, test } from "vitest";
import { startCluster } from "../../engine/broker/cluster.ts";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import { type Clock } from "../../engine/clock/clock.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { inVirtualTime } from "../support/virtual.ts";

/**
 * The leader of a stream is killed, on three real servers and on the simulated model of three: what clients are told meanwhile,
 * and what is there afterwards. How long it takes is the servers' affair, and is not compared.
 */
type Three = {
  readonly clock: Clock;
  connect(name: string): Promise<NatsConnection>;
  kill(server: string): Promise<void>;
  start(server: string): Promise<void>;
};
type Seen = {
  /** What publishers and those who ask are told while there is no leader. */
  readonly publishers: string;
  readonly requesters: string;
  readonly otherLeader: boolean;
  readonly messages: number;
  /** What was delivered before the leader died, and is delivered again. */
  readonly again: readonly [text: string, delivery: number];
  readonly known: boolean;
};

const TIMEOUT = 1_000;

async function leaderDies({ clock, connect, kill, start }: Three, copies: 1 | 3): Promise<Seen> {
  const connection = await connect("client");
  const jsm = await jetstreamManager(connection, { timeout: TIMEOUT });
  const js = jetstream(connection, { timeout: TIMEOUT });
  await jsm.streams.add({ name: "jobs", subjects: ["jobs"], retention: "workqueue", num_replicas: copies });
  await jsm.consumers.add("jobs", { durable_name: "w", ack_policy: "explicit", ack_wait: 2_000_000_000 });
  for (const id of ["one", "two"]) await js.publish("jobs", id, { msgID: id });
  await (await js.consumers.get("jobs", "w")).next({ expires: 1_000 });
  const leaderNow = async () => (await jsm.streams.info("jobs")).cluster?.leader ?? "";
  const leader = await leaderNow();

  await kill(leader);
  const requesters = leaderNow().catch(nameOf);
  const publishers = await until(clock, async () => {
    const told = await js.publish("jobs", "x", { msgID: "two" }).then(() => "stored", nameOf);
    return told === "TimeoutError" ? null : told;
  });
  // A stream with one copy has nobody else.
  if (copies === 1) await start(leader);
  const next = await until(clock, () => leaderNow().catch(() => null));
  const known = await until(clock, () => js.publish("jobs", "two", { msgID: "two" }).catch(() => null));
  const { messages } = (await jsm.streams.info("jobs")).state;
  const again = await until(clock, async () => {
    const consumer = await js.consumers.get("jobs", "w");
    const message = await consumer.next({ expires: 1_000 });
    return message?.string() === "one" ? ([message.string(), message.info.deliveryCount] as const) : null;
  });
  const seen = { publishers, requesters: await requesters, otherLeader: next !== leader, messages, again };
  await connection.close();
  return { ...seen, known: known.duplicate };
}

function nameOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause instanceof errors.RequestError && cause.isNoResponders()) return "no responders";
  return thrown instanceof Error ? thrown.name : String(thrown);
}

/** Tries again until there is an answer; who is not there yet may also throw. */
async function until<T>(clock: Clock, ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer !== null) return answer;
    await clock.sleep(100);
  }
}

function onSim(copies: 1 | 3): Promise<Seen> {
  return inVirtualTime((clock) => {
    const broker = createSimBroker({ clock, hopMs: 1, servers: 3 });
    return leaderDies({ clock, connect: broker.connect, ...broker.servers }, copies);
  });
}

async function onThreeServers(copies: 1 | 3): Promise<Seen> {
  const { servers, urls, stop } = await startCluster({ size: 3 });
  const named = (name: string) => servers.find((server) => server.name === name);
  try {
    const clock = systemClock();
    const connect = (name: string) => natsBroker(urls).connect(name);
    const kill = async (name: string) => named(name)?.kill();
    const start = async (name: string) => named(name)?.start();
    return await leaderDies({ clock, connect, kill, start }, copies);
  } finally {
    await stop();
  }
}

const SEEN: Seen = {
  publishers: "no responders",
  requesters: "TimeoutError",
  otherLeader: true,
  messages: 2,
  again: ["one", 2],
  known: true,
};

test.each([
  ["simulated", onSim],
  ["on three real servers", onThreeServers],
])("%s: publishers are refused, questions go unanswered, and then another one leads", async (_where, run) => {
  expect(await run(3)).toEqual(SEEN);
});

test.each([
  ["simulated", onSim],
  ["on three real servers", onThreeServers],
])("%s: a stream with one copy comes back with its server", async (_where, run) => {
  expect(await run(1)).toEqual({ ...SEEN, otherLeader: false });
});
