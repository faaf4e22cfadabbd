import { setup } from "xstate";
import { expect, test } from "vitest";
import { defineFlow, service } from "../../../engine/flow/orchestrator/definition.ts";
import { UnknownVersionError } from "../../../engine/flow/orchestrator/errors.ts";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { teaFlow } from "../../support/flows/tea.ts";

/** O11. The second version warms the cups while the kettle boils, and steeps for half as long. */
const second = setup({
  types: {} as { context: { cups: number; warm: boolean }; input: { cups: number }; output: { warm: boolean } },
  actors: { boil: service<null, { cups: number }>(), warm: service<null, { cups: number }>() },
  delays: { long: ({ context }) => context.cups * 50_000 },
}).createMachine({
  id: "tea",
  context: ({ input }) => ({ cups: input.cups, warm: false }),
  initial: "preparing",
  states: {
    preparing: {
      type: "parallel",
      states: {
        water: {
          initial: "boiling",
          states: {
            boiling: {
              invoke: { id: "kettle", src: "boil", input: ({ context }) => ({ cups: context.cups }), onDone: "hot" },
            },
            hot: { type: "final" },
          },
        },
        cups: {
          initial: "warming",
          states: {
            warming: {
              invoke: { id: "cupboard", src: "warm", input: ({ context }) => ({ cups: context.cups }), onDone: "warm" },
            },
            warm: { type: "final" },
          },
        },
      },
      onDone: "steeping",
    },
    steeping: { after: { 30_000: "served", long: "served" }, on: { AGAIN: {} } },
    served: { type: "final" },
  },
  output: ({ context }) => ({ warm: context.warm }),
});

const policy = { queue: "kitchen", timeoutMs: 5_000, tries: 2 };
const teaTwo = (migrates: boolean) =>
  defineFlow({
    name: "tea",
    version: "2",
    machine: second,
    exampleInput: { cups: 1 },
    commands: { boil: policy, warm: policy },
    ...(migrates
      ? {
          migrateFrom: {
            "1": ({ value, context }) => ({
              value: value === "boiling" ? { preparing: { water: "boiling", cups: "warming" } } : value,
              context: { cups: (context as { readonly cups: number }).cups, warm: true },
            }),
          },
        }
      : {}),
  });

test("a flow ends on the version that it began with, while new ones begin on the newest", () => {
  const old = new PaperFlow(teaFlow());
  old.start();
  old.register(teaFlow(), teaTwo(false));
  old.reply(old.token(), {});
  expect(old.saved).toMatchObject({ version: "1", state: "steeping" });
  const young = new PaperFlow(teaFlow(), teaTwo(false));
  young.start();
  expect(young.saved.version).toBe("2");
});

test("a flow is taken over at its next event: what it waits for goes on, what is new begins", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  const kettle = flow.token();
  flow.register(teaFlow(), teaTwo(true));
  flow.reply(kettle, {});
  expect(flow.saved).toMatchObject({
    version: "2",
    state: "preparing.water.hot & preparing.cups.warming",
    pending: [{ invoke: "cupboard", step: "warm" }],
  });
  expect(flow.of("machine-state-changed").at(-2)).toMatchObject({ by: "migration from 1 to 2" });
  flow.reply(flow.token(), {});
  expect(flow.saved.state).toBe("steeping");
});

test("a deadline of the same delay goes on, others are given up or begin", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.reply(flow.token(), {});
  flow.register(teaFlow(), teaTwo(true));
  flow.now += 10_000;
  flow.signal("AGAIN");
  const due = flow.saved.deadlines.map(({ name, due: at }) => [name, at - flow.now]);
  expect(due).toEqual([
    ["after 30000 in tea.steeping", 30_000],
    ["after long in tea.steeping", 100_000],
  ]);
});

test("an event that was raised for later is still to come after a migration: it belongs to no state", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.reply(flow.token(), {});
  flow.take({ kind: "signal", event: { type: "REMIND", in: 10_000 } });
  flow.register(teaFlow(), teaFlow({ version: "2", migrateFrom: { "1": (old) => old } }));
  flow.signal("SIT");
  expect(flow.saved).toMatchObject({ version: "2", state: "steeping" });
  expect(flow.due()).toMatchObject({ name: "reminder", due: 1_010_000 });
  expect(flow.saved.state).toBe("pouring");
});

test("a migration that comes to no state of the machine leaves the flow as it was, and stuck", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  const before = flow.saved.snapshot;
  const nowhere = () => ({ value: "nowhere", context: { cups: 1 } });
  flow.register(teaFlow(), { ...teaTwo(true), migrateFrom: { "1": nowhere } });
  flow.signal("AGAIN");
  expect(flow.saved).toMatchObject({ status: "stuck", version: "1", snapshot: before });
  flow.register(teaFlow(), teaTwo(true));
  flow.take({ kind: "resume" });
  expect(flow.saved).toMatchObject({ status: "running", version: "2" });
});

test("an orchestrator that does not know the version holds the event back for another", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.register(teaTwo(false));
  expect(() => flow.signal("AGAIN")).toThrow(UnknownVersionError);
});
