import { jetstreamManager } from "@nats-io/jetstream";
import { readFileSync } from "node:fs";
import type { AnyStateNode } from "xstate";
import { expect, test } from "vitest";
import { createSimBroker } from "../../../engine/broker/sim-broker.ts";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../../engine/clock/virtual-realm.ts";
import { orderMachine } from "../../../engine/flow/orchestrator/order-machine.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { remindOfInvoices } from "../../support/flows/readme-example.ts";
import { queueConfig } from "../../support/orders/services.ts";

type States = { readonly [key: string]: AnyStateNode };
const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test("the README's example is the code that is run here", () => {
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(text("engine/flow/orchestrator/README.md")) ?? [];
  const code = text("test/support/flows/readme-example.ts");
  const moved = code.replaceAll("../../../engine/flow/orchestrator/", "./").replaceAll("../../../engine/", "../../");
  expect(shown).toBe(moved);
});

test("the README and the module tell of the same guarantees", () => {
  const numbers = (source: string) => new Set(source.match(/(?<=^ \* |^\| )O\d+(?= )/gm));
  const inModule = numbers(text("engine/flow/orchestrator/orchestrator.ts"));
  expect(inModule.size).toBe(13);
  expect(numbers(text("engine/flow/orchestrator/README.md"))).toEqual(inModule);
});

test("an invoice that nobody pays is reminded of every ten minutes, until somebody does", async () => {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, 1);
  const WAIT_MS = 600_000;
  try {
    const broker = createSimBroker({ clock, hopMs: 1 });
    const invoices = async () => {
      const connection = await broker.connect("invoices");
      const jsm = await jetstreamManager(connection);
      const events = queueConfig("lab", "invoice-events", 2_000);
      for (const queue of [events, queueConfig("lab", "mail", 2_000)]) await declareQueue(jsm, queue);
      const { client, orchestrator } = await remindOfInvoices(connection, clock, events);
      await clock.sleep(WAIT_MS + 1_000);
      expect(await client.query("i-42")).toMatchObject({ state: "reminding", waitsFor: [{ step: "remind", try: 1 }] });
      await client.signal("i-42", { type: "PAID" });
      await clock.sleep(1_000);
      expect(await client.query("i-42")).toMatchObject({ status: "done", output: { invoice: "i-42", paid: true } });
      await orchestrator.stop();
    };
    let over = false;
    const outcome = invoices().finally(() => (over = true));
    outcome.catch(() => undefined);
    await clock.run({ done: () => over, limitMs: 2 * WAIT_MS });
    await outcome;
  } finally {
    leave();
  }
});

test("every state of the order says in plain words what it is", () => {
  const all = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states as States).flatMap(all)];
  const states = all(orderMachine.root as unknown as AnyStateNode);
  expect(states.length).toBeGreaterThan(15);
  const silent = states.filter(({ description, key }) => !description && !["parcel", "mail"].includes(key));
  expect(silent.map(({ id }) => id)).toEqual([]);
});
