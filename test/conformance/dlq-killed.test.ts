import { once } from "node:events";
import type { NatsConnection } from "@nats-io/nats-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { Client } from "../../engine/queue/client.ts";
import type { Queue } from "../../engine/queue/client.ts";
import { cli, startCli } from "../support/cli.ts";
import { type Stop, stoppingProxy } from "../support/stopping-proxy.ts";

/**
 * DK1 to DK3 with a process that is really killed: `dlq replay` (or `discard`) comes so far with its second dead letter of
 * three, and then SIGKILL. What it had done by then is on the server or not; a second one completes. Counted by the ids
 * that the producer sent and the ids that a worker then did.
 */
let server: NatsServer;
let connection: NatsConnection;
beforeAll(async () => {
  server = await startNatsServer();
  connection = await natsBroker(server.url).connect("test");
});
afterAll(async () => {
  await connection.close();
  await server.stop();
});

const SENT = ["order-1", "order-2", "order-3"];

async function withDeadLetters(name: string): Promise<Queue> {
  const queue = await new Client(connection, systemClock(), "ackademy").queue({ name, maxAttempts: 1 });
  for (const id of SENT) await queue.send({ id, payload: { id } });
  const failing = await queue.work(() => Promise.reject(new Error("no")));
  while ((await queue.inspect()).deadLetters < SENT.length);
  await failing.stop();
  return queue;
}

async function killedAt(stop: Stop, args: readonly string[]): Promise<void> {
  const proxy = await stoppingProxy(server.url, stop);
  const { child, ended } = startCli(["dlq", ...args, "--server", proxy.url]);
  await Promise.race([
    proxy.stopped,
    ended.then(({ stderr }) => {
      throw new Error(`it ended before it could be killed: ${stderr}`);
    }),
  ]);
  child.kill("SIGKILL");
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  proxy.close();
}

/** What a worker does, until the queue is empty. */
async function workedOff(queue: Queue): Promise<string[]> {
  const done: string[] = [];
  const worker = await queue.work(async (job) => void done.push(job.id));
  while ((await queue.inspect()).stored > 0);
  await worker.stop();
  return done.sort();
}

const places = (name: string) => ({
  history: `ackademy.dead-history.${name}`,
  queue: `ackademy.jobs.${name}`,
  deletion: `$JS.API.STREAM.MSG.DELETE.ackademy-${name}-dead`,
});

/** At the second dead letter: by then the history has two entries of the first one. */
const REPLAYS: readonly (readonly [name: string, at: keyof ReturnType<typeof places>, nth: number])[] = [
  ["begun", "history", 3],
  ["published", "queue", 2],
  ["replayed", "history", 4],
  ["deleted", "deletion", 2],
];
const sides = ["before", "after"] as const;

describe.concurrent("a replay that is killed", () => {
  test.each(REPLAYS.flatMap(([point, at, nth]) => sides.map((side) => [side, point, at, nth] as const)))(
    "%s it has %s its second dead letter loses nothing, and the next one doubles nothing",
    async (side, point, at, nth) => {
      const name = `replay-${side}-${point}`;
      const queue = await withDeadLetters(name);
      await killedAt({ subject: places(name)[at], nth, side }, ["replay", name, "--yes"]);
      const isGone = point === "deleted" && side === "after";
      expect((await queue.inspect()).deadLetters).toBe(isGone ? 1 : 2);
      const { code, stderr } = await cli(["dlq", "replay", name, "--yes", "--server", server.url]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(await queue.inspect()).toMatchObject({ stored: SENT.length, deadLetters: 0 });
      expect(await workedOff(queue)).toEqual(SENT);
    },
  );
});

describe.concurrent("a discard that is killed", () => {
  const points = [
    ["written down", "history", 2],
    ["deleted", "deletion", 2],
  ] as const;
  test.each(points.flatMap(([point, at, nth]) => sides.map((side) => [side, point, at, nth] as const)))(
    "%s it has %s its second dead letter keeps a copy of each, and the next one writes no second",
    async (side, _point, at, nth) => {
      const name = `discard-${side}-${at}`;
      const queue = await withDeadLetters(name);
      const discard = ["discard", name, "--reason", "fraud", "--yes"];
      await killedAt({ subject: places(name)[at], nth, side }, discard);
      expect((await cli(["dlq", ...discard, "--server", server.url])).code).toBe(0);
      expect(await queue.inspect()).toMatchObject({ stored: 0, deadLetters: 0 });
      const { stdout } = await cli(["dlq", "history", name, "--json", "--server", server.url]);
      const told = JSON.parse(stdout) as { readonly type: string; readonly job: string; readonly text: string }[];
      expect(told.map(({ type, job, text }) => [type, job, text])).toEqual(
        SENT.map((id) => ["discarded", id, JSON.stringify({ id })]),
      );
    },
  );
});
