import { jetstream } from "@nats-io/jetstream";
import { headers, type NatsConnection } from "@nats-io/nats-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { Client } from "../../engine/queue/client.ts";
import { Header } from "../../engine/queue/headers.ts";
import { cli } from "../support/cli.ts";

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

const dlq = async (action: string, ...options: string[]) => {
  const { code, stdout, stderr } = await cli(["dlq", action, "orders", "--server", server.url, ...options]);
  return { code, stderr, lines: stdout.trimEnd().split("\n") };
};

test("the operator on the command line: list, group, peek, a dry run, replay with an edit, discard, history", async () => {
  const client = new Client(connection, systemClock(), "ackademy");
  const orders = await client.queue({ name: "orders", maxAttempts: 1 });
  for (const n of [1, 2, 3]) await orders.send({ id: `order-${n}`, payload: { card: `old-${n}` } });
  const failing = await orders.work((job) => Promise.reject(new Error(`no card for ${job.id}`)));
  while ((await orders.inspect()).deadLetters < 3);
  await failing.stop();

  const { lines: all } = await dlq("list");
  expect(all.map((line) => line.replace(/\S+Z/, "at"))).toEqual(
    [1, 2, 3].map((n) => `${n}  at  order-${n}  failed after 1 attempt: no card for order-${n}  {"card":"old-${n}"}`),
  );
  expect((await dlq("groups")).lines).toEqual(["3  no card for order-#  (order-1, order-2, order-3)"]);

  expect((await dlq("list", "--dead-letters", "2,7")).lines.slice(1)).toEqual(["7  does not exist, or does not match"]);
  expect((await dlq("replay", "--cause", "unfinished")).lines).toEqual([
    "none of the 3 dead letters of orders matches",
  ]);
  const peeked = await cli(["dlq", "peek", "orders", "2", "--server", server.url]);
  expect(peeked.stdout).toContain('error    no card for order-2\npayload  {\n  "card": "old-2"\n}\n');

  const dry = await dlq("replay", "--dead-letters", "1,2", "--set", "card=new");
  expect(dry.lines).toEqual([
    '1  order-1  replay  as {"card":"new"}',
    '2  order-2  replay  as {"card":"new"}',
    "2 would be replayed; add --yes to execute",
  ]);
  expect((await orders.inspect()).deadLetters).toBe(3);
  expect((await dlq("replay", "--dead-letters", "1,2", "--set", "card=new", "--yes")).lines.at(-1)).toBe("2 replayed");
  expect((await dlq("discard", "--job", "order-3", "--reason", "fraud", "--yes")).lines.at(-1)).toBe("1 discarded");
  expect(await orders.inspect()).toMatchObject({ stored: 2, deadLetters: 0 });

  const { lines: told } = await dlq("history");
  expect(told.map((line) => line.replace(/^\S+Z {2}somebody {2}/, ""))).toEqual([
    '1  order-1  replay started, as {"card":"new"}',
    "1  order-1  replayed, as message 4",
    '2  order-2  replay started, as {"card":"new"}',
    "2  order-2  replayed, as message 5",
    '3  order-3  discarded: fraud  {"card":"old-3"}',
  ]);
  expect(JSON.parse((await dlq("list", "--json")).lines.join(""))).toEqual([]);
  expect((await dlq("list")).lines).toEqual(["orders has no dead letters"]);
});

test("what others wrote into a dead letter reaches no terminal as a command", async () => {
  const client = new Client(connection, systemClock(), "ackademy");
  await client.queue({ name: "hostile" });
  const evil = "\u001b]0;pwned\u0007\u009b2J\u202e";
  const header = headers();
  for (const name of [Header.Job, Header.DeadReason, Header.DeadCause, "Note"]) header.append(name, `x${evil}y`);
  await jetstream(connection).publish("ackademy.dead.hostile", JSON.stringify({ text: evil }), { headers: header });
  await jetstream(connection).publish("ackademy.dead.hostile", `not JSON ${evil}`, { headers: header });
  const shown = String.raw`x\x1b]0;pwned\x07\x9b2J\u202ey`;
  for (const args of [
    ["list"],
    ["list", "--json"],
    ["peek", "1"],
    ["peek", "2"],
    ["groups", "--by", "job"],
    ["replay"],
    ["replay", "--error", shown, "--json"],
    ["discard", "--job", shown, "--reason", "hostile", "--yes"],
    ["history"],
  ]) {
    const [action = "", ...options] = args;
    const { code, stdout } = await cli(["dlq", action, "hostile", "--server", server.url, ...options]);
    expect([args, code, stdout]).toEqual([args, 0, expect.stringContaining("pwned") as string]);
    expect(stdout).not.toMatch(/[^\n\P{Cc}]|[\u202a-\u202e]/u);
  }
});

test("a queue that is not there, and an option that makes no sense, are said with what to do", async () => {
  const { code, stderr } = await cli(["dlq", "list", "nobody", "--server", server.url]);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining("queue nobody: does not exist in the namespace") as string,
  ]);
  const gone = await cli(["dlq", "peek", "orders", "77", "--server", server.url]);
  expect([gone.code, gone.stderr]).toEqual([
    2,
    expect.stringContaining("dead letter 77: is not in the dead-letter queue") as string,
  ]);
  const mute = await dlq("discard", "--reason", " ");
  expect([mute.code, mute.stderr]).toEqual([2, expect.stringContaining("has no reason") as string]);
  const odd = await dlq("list", "--dead-letters", "one");
  expect([odd.code, odd.stderr]).toEqual([
    2,
    expect.stringContaining("Expected whole numbers separated by commas") as string,
  ]);
});
