import {
  type AnyStateMachine,
  assign,
  createMachine,
  emit,
  enqueueActions,
  fromCallback,
  fromObservable,
  fromPromise,
  fromTransition,
  log,
  raise,
  sendTo,
  setup,
  spawnChild,
  stopChild,
} from "xstate";
import { expect, test } from "vitest";
import { type FlowDefinition, service } from "../../../engine/flow/orchestrator/definition.ts";
import { BadDefinitionError, NotDurableError, UnknownVersionError } from "../../../engine/flow/orchestrator/errors.ts";
import { orderFlow } from "../../../engine/flow/orchestrator/order-machine.ts";
import { createRegistry } from "../../../engine/flow/orchestrator/registry.ts";
import { teaFlow } from "../../support/flows/tea.ts";

/** O12 */
const POLICY = { queue: "q", timeoutMs: 1_000, tries: 1 };
const define = (machine: AnyStateMachine): FlowDefinition => ({
  name: "flow",
  version: "1",
  machine,
  exampleInput: null,
  commands: { work: POLICY },
});

function reasonsFor(machine: AnyStateMachine): readonly string[] {
  try {
    createRegistry([define(machine)]);
    return [];
  } catch (thrown) {
    if (thrown instanceof NotDurableError) return thrown.reasons;
    throw thrown;
  }
}

const invoking = (logic: unknown, src: unknown = "work") =>
  setup({ actors: { work: logic as ReturnType<typeof service> } }).createMachine({
    id: "m",
    initial: "a",
    states: { a: { invoke: { src: src as "work" } } },
  });
const entering = (entry: unknown) => createMachine({ id: "m", initial: "a", states: { a: { entry: entry as never } } });
const keeping = (context: unknown) =>
  createMachine({ id: "m", context: context as never }) as unknown as AnyStateMachine;

test.each([
  ["a callback", fromCallback(() => undefined)],
  ["an observable", fromObservable(() => ({ subscribe: () => ({ unsubscribe: () => undefined }) }))],
  ["a transition function", fromTransition((state) => state, {})],
])("%s as a child is refused", (_name, logic) => {
  expect(reasonsFor(invoking(logic))).toEqual([
    "state m.a invokes work, a callback, an observable or a transition function: only a promise, or service(), can become a command",
  ]);
});

test("a machine as a child is refused", () => {
  expect(reasonsFor(invoking(createMachine({})))).toEqual([
    "state m.a invokes work, a machine of its own: only a promise, or service(), can become a command",
  ]);
});

test("an invoke without a name, without logic or without a command is refused", () => {
  const inPlace = fromPromise(() => Promise.resolve(1));
  expect(reasonsFor(invoking(service(), inPlace))).toEqual([
    "state m.a invokes logic written in place: name it in setup({actors}), so that a command can be named after it",
  ]);
  expect(reasonsFor(invoking(service(), "gone"))).toEqual([
    "state m.a invokes gone, which is not in setup({actors}): put service() there",
  ]);
  const machine = setup({ actors: { play: service<null, null>() } }).createMachine({
    id: "m",
    initial: "a",
    states: { a: { invoke: { src: "play", input: null } } },
  });
  expect(reasonsFor(machine)).toEqual(["state m.a invokes play, for which no command is defined"]);
});

test.each([
  ["spawns", spawnChild("work"), "spawns a child, which would live in one process only: invoke it"],
  ["stops", stopChild("work"), "stops a child: leave the state that invokes it"],
  [
    "sends",
    sendTo("work", { type: "X" }),
    "sends to an actor, and none is ever started: raise an event, or invoke a service",
  ],
  ["emits", emit({ type: "X" }), "emits to listeners of one process: invoke a service, or read the flow's history"],
  ["logs", log("x"), "logs: the trace tells every transition"],
])("an action that %s is refused", (_name, action, reason) => {
  const [found] = reasonsFor(entering(action));
  expect(found).toMatch(/^state m\.a has the action xstate\.\w+, which /);
  expect(found).toContain(reason);
});

test("an action of one's own is refused, wherever it is written", () => {
  const reason =
    "acts on the outside services from inside a transition, which is repeated after a crash: make it an invoke";
  const own = () => undefined;
  const everywhere = setup({ actions: { ring: own } }).createMachine({
    id: "m",
    initial: "a",
    states: {
      a: {
        exit: "ring",
        on: { X: { target: "b", actions: own } },
        always: { guard: () => false, target: "b", actions: own },
      },
      b: { initial: "c", states: { c: { after: { 5: { actions: own } } } } },
    },
  });
  expect(reasonsFor(everywhere)).toEqual([
    `state m.a has the action ring, which ${reason}`,
    `state m.a has the action custom, which ${reason}`,
    `state m.b.c has the action custom, which ${reason}`,
  ]);
  expect(reasonsFor(entering("nowhere"))).toEqual([
    "state m.a has the action nowhere, which is not in setup({actions})",
  ]);
});

test("what only computes is welcome", () => {
  const machine = setup({ delays: { soon: 5 } }).createMachine({
    context: { n: 0 },
    entry: [
      assign({ n: 1 }),
      raise({ type: "X" }),
      raise({ type: "Y" }, { delay: 5 }),
      enqueueActions(({ enqueue }) => enqueue.assign({ n: 2 })),
    ],
    after: { soon: {} },
  });
  expect(reasonsFor(machine)).toEqual([]);
});

test.each([
  ["a map", { at: new Map() }, "context.at is a Map, which is not a plain JSON object"],
  ["a function", { run: () => 1 }, "context.run is a function, which is not JSON"],
  ["no number", { list: [1, Number.NaN] }, "context.list[1] is NaN, which is not a number in JSON"],
  ["a hole", { list: [undefined] }, "context.list[0] is a undefined, which is not JSON"],
  ["a big number", { n: 10n }, "context.n is a bigint, which is not JSON"],
])("a context with %s is refused", (_name, context, reason) => {
  expect(reasonsFor(keeping(context))).toEqual([`${reason}, and would be something else after a restart`]);
  expect(reasonsFor(keeping(() => context))).toEqual([`${reason}, and would be something else after a restart`]);
});

test("a child that the first state spawns is refused, and so is an action that it enqueues", () => {
  const spawning = setup({ actors: { work: service<null, null>() } }).createMachine({
    context: ({ spawn }) => ({ child: spawn("work", { id: "kid", input: null }) }),
  });
  expect(reasonsFor(spawning).some((reason) => reason.includes("spawns kid"))).toBe(true);
  const enqueueing = createMachine({ entry: enqueueActions(({ enqueue }) => enqueue(() => undefined)) });
  expect(reasonsFor(enqueueing)).toHaveLength(1);
});

test("a delay that nobody defined is refused: XState would not wait at all", () => {
  const machine = createMachine({ id: "m", initial: "a", states: { a: { after: { soon: {} } } } });
  expect(reasonsFor(machine)).toEqual([
    "state m.a waits for the delay soon, which is not in setup({delays}): it would not wait at all",
  ]);
});

test("a machine that does not start with the example input is refused", () => {
  const machine = createMachine({ context: ({ input }) => ({ n: (input as { n: number }).n }) });
  expect(reasonsFor(machine)[0]).toMatch(/^it does not start with the example input: /);
});

test("all obstacles are named at once", () => {
  const machine = createMachine({ id: "m", entry: [log("x"), () => undefined], invoke: { src: "gone" } });
  expect(reasonsFor(machine)).toHaveLength(3);
});

test("the order can be made durable; a version is registered once; what is unknown is said so", () => {
  const order = orderFlow({ timeoutMs: 1_000, tries: 2 });
  const registry = createRegistry([order, teaFlow(), teaFlow({ version: "2" })]);
  expect(registry.current("tea").version).toBe("2");
  expect(registry.forRecord("tea", "1")).toMatchObject({ definition: { version: "1" }, migrate: null });
  expect(() => registry.current("coffee")).toThrow(UnknownVersionError);
  expect(() => registry.forRecord("tea", "0")).toThrow(UnknownVersionError);
  expect(() => createRegistry([order, order])).toThrow(BadDefinitionError);
});

const waiting = (delay: number) =>
  createMachine({ id: "m", initial: "a", states: { a: { after: { [delay]: "b" } }, b: {} } }) as AnyStateMachine;

test.each([
  ["in after", waiting(Infinity), "state m.a waits for Infinity ms"],
  [
    "raised",
    entering(raise({ type: "X" }, { delay: NaN })),
    "state m.a has the action xstate.raise, which waits for NaN ms",
  ],
  [
    "named",
    setup({ delays: { never: Infinity } }).createMachine({
      id: "m",
      initial: "a",
      states: { a: { after: { never: "b" } }, b: {} },
    }),
    "state m.a waits for Infinity ms",
  ],
  ["of more than a thousand years", waiting(1e17), "state m.a waits for 100000000000000000 ms"],
])("a delay %s that no server can keep is refused", (_name, machine, reason) => {
  expect(reasonsFor(machine as unknown as AnyStateMachine)).toEqual([expect.stringContaining(reason)]);
});

test.each([
  [{ timeoutMs: Infinity }, "the command work waits for its reply for Infinity ms"],
  [{ timeoutMs: NaN }, "the command work waits for its reply for NaN ms"],
  [{ timeoutMs: 0 }, "the command work has the timeoutMs 0"],
  [{ tries: NaN }, "the command work has the tries NaN"],
  [{ tries: 0 }, "the command work has the tries 0"],
  [{ backoff: { kind: "soon" } as never }, "the backoff of the command work"],
])("a command policy that makes no sense is refused: %j", (change, reason) => {
  const definition = { ...define(createMachine({})), commands: { work: { ...POLICY, ...change } } };
  expect(() => createRegistry([definition])).toThrow(reason);
});

test("a machine that does not come to rest from its first state is refused instead of hanging the process", () => {
  const states = { a: { always: "b" }, b: { always: "a" } };
  expect(reasonsFor(createMachine({ id: "m", initial: "a", states }) as AnyStateMachine)).toEqual([
    expect.stringContaining("Infinite loop detected"),
  ]);
});
