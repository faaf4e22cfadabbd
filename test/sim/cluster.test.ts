import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { expect, test } from "vitest";
import { createSimBroker, type SimBroker } from "../../engine/broker/sim-broker.ts";
import type { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { inVirtualTime } from "../support/virtual.ts";

type Stage = {
  readonly clock: VirtualClock;
  readonly broker: SimBroker;
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
};

const ELECTION_MS = 2_000;

/** Three servers with one client, which is connected to the first. */
function onThree<T>(act: (stage: Stage) => Promise<T>): Promise<T> {
  return inVirtualTime(async (clock) => {
    const broker = createSimBroker({ clock, hopMs: 1, servers: 3, electionMs: ELECTION_MS });
    const connection = await broker.connect("client");
    // A client that has just connected waits a little before it connects again.
    await clock.sleep(300);
    return act({ clock, broker, connection, jsm: await jetstreamManager(connection, { timeout: 100 }) });
  });
}

const add = (jsm: JetStreamManager, name: string, copies: number) =>
  jsm.streams.add({ name, subjects: [name], num_replicas: copies });
const leaderOf = async (jsm: JetStreamManager, name: string) => (await jsm.streams.info(name)).cluster?.leader;
const text = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

test("CL1: each stream has a leader, and not all the same", async () => {
  await onThree(async ({ jsm }) => {
    for (const name of ["a", "b", "c", "d"]) await add(jsm, name, 3);
    const leaders = [];
    for (const name of ["a", "b", "c", "d"]) leaders.push(await leaderOf(jsm, name));
    expect(leaders).toEqual(["nats-1", "nats-2", "nats-3", "nats-1"]);
  });
});

test("CL1: while one has none, the others go on, and the streams of living leaders are heard", async () => {
  await onThree(async ({ clock, jsm, broker, connection }) => {
    for (const name of ["a", "b"]) await add(jsm, name, 3);
    await leaderOf(jsm, "a");
    await leaderOf(jsm, "b");
    await broker.servers.kill("nats-1");
    const js = jetstream(connection, { timeout: 100 });
    await clock.sleep(20);
    expect((await js.publish("b", "x")).stream).toBe("b");
    expect(await js.publish("a", "x").catch(text)).toBe("jetstream is not enabled");
    expect(await jsm.streams.info("a").catch(text)).toBe("timeout");
    expect(await jsm.streams.info("never-made").catch(text)).toBe("stream not found");
  });
});

test("CL2: a stream with copies has another leader when the election is over, one without has its own when that is back", async () => {
  await onThree(async ({ clock, jsm, broker }) => {
    await add(jsm, "copied", 3);
    await leaderOf(jsm, "copied");
    for (const name of ["x", "y", "single"]) await add(jsm, name, 1);
    for (const name of ["x", "y", "single"]) await leaderOf(jsm, name);
    expect([await leaderOf(jsm, "copied"), await leaderOf(jsm, "single")]).toEqual(["nats-1", "nats-1"]);
    await broker.servers.kill("nats-1");
    await clock.sleep(ELECTION_MS - 10);
    expect(await jsm.streams.info("copied").catch(text)).toBe("timeout");
    expect(clock.now()).toBeGreaterThan(ELECTION_MS);
    expect(await leaderOf(jsm, "copied")).toBe("nats-2");
    expect(await jsm.streams.info("single").catch(text)).toBe("timeout");
    await broker.servers.start("nats-1");
    expect([await leaderOf(jsm, "copied"), await leaderOf(jsm, "single")]).toEqual(["nats-2", "nats-1"]);
  });
});

test("CL2: one of three cannot choose; with a second one back it can", async () => {
  await onThree(async ({ clock, jsm, broker }) => {
    await add(jsm, "a", 3);
    await leaderOf(jsm, "a");
    await broker.servers.kill("nats-1");
    await broker.servers.kill("nats-2");
    await clock.sleep(2 * ELECTION_MS);
    expect(await jsm.streams.info("a").catch(text)).toBe("timeout");
    await broker.servers.start("nats-2");
    expect(await leaderOf(jsm, "a")).toBe("nats-2");
  });
});

test("CL3: who was connected to the dead server is connected to another at once, and the others notice nothing", async () => {
  await onThree(async ({ clock, broker, connection }) => {
    const other = await broker.connect("other");
    const told: string[] = [];
    const listen = async (name: string, one: NatsConnection) => {
      for await (const { type } of one.status()) told.push(`${name} ${type}`);
    };
    void listen("client", connection);
    void listen("other", other);
    await broker.servers.kill("nats-1");
    await clock.sleep(20);
    expect(told).toEqual(["client disconnect", "client reconnecting", "client reconnect"]);
  });
});
