import { readFileSync } from "node:fs";
import type { AnyStateNode } from "xstate";
import { expect, test } from "vitest";
import { inVirtualTime } from "../../../engine/package/sim.ts";
import { orderMachine } from "../../../engine/flow/orchestrator/order-machine.ts";
import { remindOfInvoices } from "../../support/flows/readme-example.ts";

type States = { readonly [key: string]: AnyStateNode };
const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test("the README's example is the code that is run here", () => {
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(text("engine/flow/orchestrator/README.md")) ?? [];
  const code = text("test/support/flows/readme-example.ts");
  const moved = code
    .replace('"../../../engine/index.ts"', '"ackademy"')
    .replace('"../../../engine/package/flow.ts"', '"ackademy/flow"');
  expect(shown).toBe(moved);
});

test("the README and the module tell of the same guarantees", () => {
  const numbers = (source: string) => new Set(source.match(/(?<=^ \* |^\| )O\d+(?= )/gm));
  const inModule = numbers(text("engine/flow/orchestrator/orchestrator.ts"));
  expect(inModule.size).toBe(13);
  expect(numbers(text("engine/flow/orchestrator/README.md"))).toEqual(inModule);
});

test("an invoice that nobody pays is reminded of every ten minutes, until somebody does", async () => {
  const WAIT_MS = 600_000;
  await inVirtualTime(async ({ clock, connect }) => {
    const program = await connect();
    await program.queue({ name: "mail" });
    const { flows, orchestrator } = await remindOfInvoices(program);
    await clock.sleep(WAIT_MS + 1_000);
    expect(await flows.query("i-42")).toMatchObject({ state: "reminding", waitsFor: [{ step: "remind", try: 1 }] });
    await flows.signal("i-42", { type: "PAID" });
    await clock.sleep(1_000);
    expect(await flows.query("i-42")).toMatchObject({ status: "done", output: { invoice: "i-42", paid: true } });
    await orchestrator.stop();
  });
});

test("every state of the order says in plain words what it is", () => {
  const all = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states as States).flatMap(all)];
  const states = all(orderMachine.root as unknown as AnyStateNode);
  expect(states.length).toBeGreaterThan(15);
  const silent = states.filter(({ description, key }) => !description && !["parcel", "mail"].includes(key));
  expect(silent.map(({ id }) => id)).toEqual([]);
});
