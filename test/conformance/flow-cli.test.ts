import type { NatsConnection } from "@nats-io/nats-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { type FlowClient, openFlowClient } from "../../engine/flow/orchestrator/client.ts";
import { declareOrchestrator } from "../../engine/flow/orchestrator/declare.ts";
import { startOrchestrator } from "../../engine/flow/orchestrator/orchestrator.ts";
import { createRegistry } from "../../engine/flow/orchestrator/registry.ts";
import { Client } from "../../engine/queue/client.ts";
import { cli } from "../support/cli.ts";
import { napFlow, VOICE } from "./flows/machines.ts";

const LONG_NAP_MS = 3_600_000;

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

const flow = async (action: string, ...args: string[]) => {
  const { code, stdout, stderr } = await cli(["flow", action, "naps", ...args, "--server", server.url]);
  const lines = stdout.trimEnd().split("\n");
  return { code, stderr, lines: lines.map((line) => line.replaceAll(/\d{4}-\S+Z/g, "at")) };
};

/** Settles when the flow stands so: the orchestrator is told by a message, and does it then. */
async function becomes(client: FlowClient, id: string, status: string, parked: number): Promise<void> {
  for (;;) {
    const view = await client.query(id);
    if (view?.status === status && view.parked === parked) return;
  }
}

test("stuck flows on the command line: list, show, and discard, edit or resume what they hold", async () => {
  const queues = new Client(connection, systemClock(), "ackademy");
  const { config: events } = await queues.queue({ name: "naps", maxAttempts: 1 });
  await queues.queue({ name: VOICE });
  await declareOrchestrator(connection, events);
  const registry = createRegistry([napFlow({}, LONG_NAP_MS)]);
  const orchestrator = await startOrchestrator({ connection, clock: systemClock(), events, registry });
  const client = await openFlowClient({ connection, events });
  expect((await flow("list")).lines).toEqual(["no flow of naps is stuck"]);
  for (const id of ["nap-1", "nap-2", "nap-3"]) {
    await client.start("nap", id, { work: false });
    await becomes(client, id, "running", 0);
    await client.signal(id, { type: "BREAK" }, `${id}-poison`);
    await becomes(client, id, "stuck", 1);
  }

  const { lines: stuck } = await flow("list");
  expect(stuck.toSorted()).toEqual(
    [1, 2, 3].map((n) => `nap-${n}  at  nap 1  stuck in sleeping, 1 parked event: a nightmare`),
  );
  expect((await flow("list", "--status", "running")).lines).toEqual(["no flow of naps is running"]);
  const { lines: shown } = await flow("show", "nap-1");
  expect(shown).toEqual(expect.arrayContaining(["status   stuck", "because  a nightmare"]) as string[]);
  expect(shown).toContain('parked   "signal nap-1-poison"  {"type":"BREAK"}');

  const held = 'parked   "signal nap-1-poison"  {"type":"BREAK"}';
  expect((await flow("discard", "nap-1", "--reason", "a mistake")).lines).toEqual([
    held,
    "nap-1 would resume without this event; add --yes to execute",
  ]);
  expect(await client.query("nap-1")).toMatchObject({ status: "stuck", parked: 1 });
  expect((await flow("discard", "nap-1", "--reason", "a mistake", "--yes")).lines[0]).toBe(held);
  await becomes(client, "nap-1", "running", 0);
  expect(await client.query("nap-1")).toMatchObject({ state: "sleeping" });

  const edit = ["edit", "nap-2", "--event", "signal nap-2-poison", "--set", "type=WAKE"] as const;
  expect((await flow(...edit)).lines).toEqual([
    'parked   "signal nap-2-poison"  {"type":"WAKE"}',
    "nap-2 would resume with this edited event; add --yes to execute",
  ]);
  await flow(...edit, "--yes");
  await becomes(client, "nap-2", "running", 0);
  expect(await client.query("nap-2")).toMatchObject({ state: "working" });

  // What it holds is as poisonous as before: it is tried again, and stuck again, which the history tells.
  const before = (await client.history("nap-3")).length;
  await flow("resume", "nap-3", "--yes");
  while ((await client.history("nap-3")).length === before);
  await becomes(client, "nap-3", "stuck", 1);
  const { stdout } = await cli(["flow", "list", "naps", "--json", "--server", server.url]);
  expect(JSON.parse(stdout)).toMatchObject([{ flow: "nap-3", status: "stuck", parked: 1 }]);
  await orchestrator.stop();
});

test("a flow, an event and an orchestrator that are not there are said with what to do", async () => {
  const complaint = async (...args: string[]) => {
    const { code, stderr } = await cli(["flow", ...args, "--server", server.url]);
    return [code, stderr] as const;
  };
  const says = (text: string) => [2, expect.stringContaining(text) as string];
  expect(await complaint("list", "nobody")).toEqual(says("event queue nobody: found no flows of an orchestrator"));
  expect(await complaint("show", "naps", "nap-9")).toEqual(says("flow nap-9: is unknown"));
  expect(await complaint("discard", "naps", "nap-1", "--reason", "x")).toEqual(says("flow nap-1: has no parked event"));
  expect(await complaint("discard", "naps", "nap-3", "--reason", " ")).toEqual(says("has no reason"));
  expect(await complaint("edit", "naps", "nap-3")).toEqual(says("flow nap-3: found no edit"));
  expect(await complaint("edit", "naps", "nap-3", "--set", "a.b.c=1")).toEqual(says("found no path a.b.c"));
});

test("what others wrote into a flow reaches no terminal as a command", async () => {
  const client = await openFlowClient({ connection, events: { namespace: "ackademy", name: "naps" } });
  const evil = "\u001b]0;pwned\u0007\u009b2J\u202e";
  const registry = createRegistry([napFlow({}, LONG_NAP_MS)]);
  const events = (await new Client(connection, systemClock(), "ackademy").queue({ name: "naps", maxAttempts: 1 }))
    .config;
  const orchestrator = await startOrchestrator({ connection, clock: systemClock(), events, registry });
  await client.start("nap", "hostile", { work: false });
  await becomes(client, "hostile", "running", 0);
  await client.signal("hostile", { type: "BREAK", evil }, "poison");
  await becomes(client, "hostile", "stuck", 1);
  for (const args of [
    ["show", "hostile"],
    ["show", "hostile", "--json"],
    ["resume", "hostile"],
  ]) {
    const [action = "", ...options] = args;
    const { code, stdout } = await cli(["flow", action, "naps", ...options, "--server", server.url]);
    expect([args, code, stdout]).toEqual([args, 0, expect.stringContaining("pwned") as string]);
    expect(stdout).not.toMatch(/[^\n\P{Cc}]|[\u202a-\u202e]/u);
  }
  await orchestrator.stop();
});
