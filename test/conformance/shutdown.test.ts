import type { NatsConnection } from "@nats-io/nats-core";
import { describe, expect, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import type { Clock } from "../../engine/clock/clock.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { openLog } from "../../engine/log/client.ts";
import { Client } from "../../engine/queue/client.ts";
import { configuredServer, JETSTREAM } from "../support/configured-server.ts";
import { inVirtualTime } from "../support/virtual.ts";

/**
 * The shutdown that the README shows, when the server is down or the queue is gone. An unhandled rejection in here fails
 * the run by itself.
 */
type Stage = { readonly clock: Clock; connect(): Promise<NatsConnection>; kill(): Promise<void> };
type Case = readonly [string, (stage: Stage) => Promise<void>];

/** All that a program does at its end, and how long that may take. */
const WITHIN_MS = 20_000;

async function shutDown({ clock }: Stage, ...all: readonly { stop(): Promise<void> }[]): Promise<number> {
  const askedAt = clock.now();
  for (const one of all) await one.stop();
  return clock.now() - askedAt;
}

const CASES: readonly Case[] = [
  [
    "the server is down",
    async (stage) => {
      const client = new Client(await stage.connect(), stage.clock, "end");
      const queue = await client.queue({ name: "jobs" });
      const lanes = await client.queue({ name: "lanes", lanes: { kind: "groups", partitions: 2 } });
      const log = await openLog(client, { name: "log" });
      const idle = () => Promise.resolve();
      const all = [await queue.work(idle), await lanes.work(idle), await log.read("reader", idle)];
      const down = untilDisconnected(client.connection);
      await stage.kill();
      await down;
      expect(await shutDown(stage, ...all, { stop: () => client.close() })).toBeLessThan(WITHIN_MS);
      await client.close();
    },
  ],
  [
    "the queue and the log are gone",
    async (stage) => {
      const client = new Client(await stage.connect(), stage.clock, "end");
      const queue = await client.queue({ name: "jobs" });
      const log = await openLog(client, { name: "log" });
      const all = [await queue.work(() => Promise.resolve()), await log.read("reader", () => Promise.resolve())];
      await queue.delete();
      await log.delete();
      expect(await shutDown(stage, ...all, { stop: () => client.close() })).toBeLessThan(WITHIN_MS);
    },
  ],
  [
    "a job is running as the server goes down",
    async (stage) => {
      const client = new Client(await stage.connect(), stage.clock, "end");
      const queue = await client.queue({ name: "jobs" });
      let begun: () => void = () => undefined;
      const running = new Promise<void>((tell) => (begun = tell));
      let end: () => void = () => undefined;
      const held = new Promise<void>((tell) => (end = tell));
      const worker = await queue.work(() => (begun(), held));
      await queue.send({ id: "one", payload: {} });
      await running;
      const down = untilDisconnected(client.connection);
      await stage.kill();
      await down;
      end();
      expect(await shutDown(stage, worker, { stop: () => client.close() })).toBeLessThan(WITHIN_MS);
    },
  ],
  [
    "the connection is closed already",
    async (stage) => {
      const client = new Client(await stage.connect(), stage.clock, "end");
      const queue = await client.queue({ name: "jobs" });
      const worker = await queue.work(() => Promise.resolve());
      await client.close();
      await expect(worker.ended).rejects.toThrow();
      expect(await shutDown(stage, worker, { stop: () => client.close() })).toBeLessThan(WITHIN_MS);
    },
  ],
];

async function untilDisconnected(connection: NatsConnection): Promise<void> {
  for await (const { type } of connection.status()) if (type === "disconnect") return;
}

async function onNats(play: (stage: Stage) => Promise<void>): Promise<void> {
  const server = await configuredServer();
  try {
    await server.start(JETSTREAM);
    const connect = () => natsBroker(server.url).connect("program");
    await play({ clock: systemClock(), connect, kill: () => server.kill() });
  } finally {
    await server.close();
  }
}

const onSim = (play: (stage: Stage) => Promise<void>) =>
  inVirtualTime(async (clock) => {
    const broker = createSimBroker({ clock, hopMs: 1 });
    const connect = () => broker.connect("program");
    await play({ clock, connect, kill: () => broker.servers.kill("nats-1") });
  });

describe.each(CASES)("a program ends in order when %s", (_says, play) => {
  test("on sim", () => onSim(play));
  test("on nats", () => onNats(play));
});
