import { expect, test } from "vitest";
import type { Action } from "../../../engine/flow/order/order.ts";
import { expectCommandsKnown, expectEnded } from "../../support/orders/expect-orders.ts";
import { eventsOf, type OrderRun, runOrders, type RunningOrders } from "../../support/orders/order-lab.ts";
import type { Behaviour, Behaviours } from "../../support/orders/outside.ts";

const ALL = ["reserve", "charge", "ship", "notify"] as const;
const only =
  (which: Action, behaviour: Behaviour): Behaviours =>
  ({ action }) =>
    action === which ? behaviour : "do";

const undoOf = (run: OrderRun) => eventsOf(run, "flow-compensating").map(({ because, undo }) => ({ because, undo }));

test("an order is completed, and its mail and its parcel go out side by side", async () => {
  const run = await runOrders();
  expectEnded(run, "order-1", { outcome: "completed", standing: ALL, ran: ALL }, "order");
  const [ship, notify] = ["ship", "notify"].map((step) =>
    eventsOf(run, "step-commanded").find((event) => event.step === step),
  );
  expect(ship?.at).toBe(notify?.at);
});

const REFUSED: readonly (readonly [Action, readonly Action[], readonly string[] | null])[] = [
  ["reserve", ["reserve"], null],
  ["charge", ["reserve", "charge", "release"], ["release"]],
  [
    "ship",
    ["reserve", "charge", "ship", "notify", "apologize", "refund", "release"],
    ["apologize", "refund", "release"],
  ],
];
test.each(REFUSED)("a refused %s undoes what was done, in reverse order", async (step, ran, undo) => {
  const run = await runOrders({ behaviours: only(step, "refuse") });
  expectEnded(run, "order-1", { outcome: "cancelled", standing: [], ran }, step);
  expect(undoOf(run)).toEqual(undo === null ? [] : [{ because: `${step} was refused: no`, undo }]);
});

const UNANSWERED: readonly (readonly [Action, readonly string[]])[] = [
  ["reserve", ["release"]],
  ["charge", ["refund", "release"]],
  ["ship", ["recall", "apologize", "refund", "release"]],
];
test.each(UNANSWERED)("a %s that was done without an answer is undone as well", async (step, undo) => {
  const run = await runOrders({ behaviours: only(step, "do-but-keep-silent"), tries: 2 });
  expect(run.answers.get("order-1")).toMatchObject({ result: { outcome: "cancelled" } });
  expect(run.outside.standing("order-1")).toEqual([]);
  expect(undoOf(run)).toEqual([{ because: `${step} was not answered in time`, undo }]);
  const tries = eventsOf(run, "step-commanded").filter((event) => event.step === step);
  expect(tries.map(({ job, try: n }) => [job, n])).toEqual([
    [`order-1-${step}`, 1],
    [`order-1-${step}-try-2`, 2],
  ]);
  expect(eventsOf(run, "step-timed-out").filter((event) => event.step === step)).toHaveLength(2);
});

test("a charge that comes after its refund comes to nothing, and its answer is late", async () => {
  const behaviours = only("charge", { afterMs: 1_500 });
  const run = await runOrders({ behaviours, serviceConcurrency: 2, timeoutMs: 1_000, tries: 1 });
  expect(run.outside.prevented).toEqual(["order-1/charge"]);
  expectEnded(
    run,
    "order-1",
    { outcome: "cancelled", standing: [], ran: ["reserve", "charge", "refund", "release"] },
    "",
  );
  expect(eventsOf(run, "reply-late")).toMatchObject([{ request: "order-1" }]);
});

test("a refusal of the second try is no proof that the first did nothing: it is undone", async () => {
  const behaviours: Behaviours = ({ action }, n) =>
    action !== "charge" ? "do" : n === 1 ? "do-but-keep-silent" : "refuse";
  const run = await runOrders({ behaviours, timeoutMs: 1_000 });
  expect(undoOf(run)).toEqual([{ because: "charge was refused: no", undo: ["refund", "release"] }]);
  expect(run.outside.standing("order-1")).toEqual([]);
});

test("what undoes is asked for until it answers", async () => {
  const behaviours: Behaviours = ({ action }, n) =>
    action === "ship" ? "refuse" : action === "refund" && n < 5 ? "keep-silent" : "do";
  const run = await runOrders({ behaviours, timeoutMs: 1_000, tries: 2 });
  expect(run.outside.standing("order-1")).toEqual([]);
  expect(eventsOf(run, "step-commanded").filter(({ step }) => step === "refund")).toHaveLength(5);
});

test.each(["refuse", "keep-silent"] as const)("a mail that cannot be sent (%s) cancels nothing", async (behaviour) => {
  const run = await runOrders({ behaviours: only("notify", behaviour), timeoutMs: 1_000, tries: 1 });
  expectEnded(run, "order-1", { outcome: "completed", standing: ["reserve", "charge", "ship"], ran: ALL }, behaviour);
});

const until = async (run: RunningOrders, state: string) => {
  while ((await run.client.query("order-1"))?.state !== state) await run.clock.sleep(50);
};

test.each([
  ["reserving", "reserve", ["release"]],
  ["charging", "charge", ["refund", "release"]],
] as const)("a customer who cancels while it is %s gets everything back", async (state, step, undo) => {
  const script = async (run: RunningOrders) => {
    await until(run, state);
    await run.client.cancel("order-1");
  };
  const run = await runOrders({ behaviours: only(step, { afterMs: 1_000 }), script });
  expect(undoOf(run)).toEqual([{ because: "the customer cancelled", undo }]);
  expect(run.outside.standing("order-1")).toEqual([]);
  expect(run.answers.get("order-1")).toMatchObject({ result: { outcome: "cancelled" } });
});

test("a customer who cancels once it is being shipped is too late, and the trace says so", async () => {
  const script = async (run: RunningOrders) => {
    await until(run, "fulfilling.parcel.shipping & fulfilling.mail.notified");
    await run.client.cancel("order-1");
  };
  const run = await runOrders({ behaviours: only("ship", { afterMs: 1_000 }), script });
  expect(eventsOf(run, "flow-event-dropped")).toMatchObject([{ flow: "order-1", event: "CANCEL" }]);
  expect(run.answers.get("order-1")).toMatchObject({ result: { outcome: "completed" } });
});

test.each([
  ["RETRY", "tried again, it is undone", []],
  ["SETTLED", "done by hand, it goes on to the rest", ["charge"]],
] as const)("what refuses to be undone needs a person, who says %s: %s", async (said, _then, standing) => {
  const behaviours: Behaviours = ({ action }, n) =>
    action === "ship" || (action === "refund" && n === 1) ? "refuse" : "do";
  const script = async (run: RunningOrders) => {
    await until(run, "cancelling.needsAPerson");
    expect(await run.client.list({ status: "stuck" })).toMatchObject([{ flow: "order-1" }]);
    await run.client.signal("order-1", { type: said });
  };
  const run = await runOrders({ behaviours, script });
  expect(eventsOf(run, "flow-stuck")).toMatchObject([{ reason: "refund was refused: a person must repair it" }]);
  expect(run.outside.standing("order-1")).toEqual(standing);
  expect(run.answers.get("order-1")).toMatchObject({ result: { outcome: "cancelled" } });
});

test("O2: two orchestrators share forty orders; one dies in the middle of it for good", async () => {
  const script = async (run: RunningOrders) => {
    while (run.outside.applied.length < 40) await run.clock.sleep(5);
    run.kill("one");
  };
  const run = await runOrders({ orders: 40, orchestrators: ["one", "two"], neverRestarted: ["one"], script });
  expect(run.deaths).toBe(1);
  for (let n = 1; n <= 40; n++) {
    expectEnded(run, `order-${n}`, { outcome: "completed", standing: ALL, ran: ALL }, `order-${n}`);
  }
  expectCommandsKnown(run, "shared");
  const saved = (actor: string) => eventsOf(run, "flow-state-saved").filter((event) => event.actor === actor).length;
  expect(saved("one")).toBeGreaterThan(20);
  expect(saved("two")).toBeGreaterThan(100);
});

test("O6: a timeout comes though every orchestrator was dead when it was due", async () => {
  const script = async (run: RunningOrders) => {
    await until(run, "charging");
    run.kill("orchestrator");
    expect(run.clock.now()).toBeLessThan(5_000);
  };
  const run = await runOrders({ behaviours: only("charge", "do-but-keep-silent"), timeoutMs: 150, tries: 1, script });
  expect(undoOf(run)).toEqual([{ because: "charge was not answered in time", undo: ["refund", "release"] }]);
  const [restarted] = eventsOf(run, "timer-fired").filter(({ timer }) => timer === "charge timeout");
  expect(restarted?.incarnation).toBe(2);
});

test("O4: services may take longer than any server remembers a message id: nobody is told again meanwhile", async () => {
  const behaviours: Behaviours = ({ action }) =>
    action === "ship" ? { afterMs: 130_000 } : action === "notify" ? { afterMs: 270_000 } : "do";
  const run = await runOrders({ behaviours, timeoutMs: 400_000, serviceAckWaitMs: 400_000 });
  expectEnded(run, "order-1", { outcome: "completed", standing: ALL, ran: ALL }, "slow");
  expectCommandsKnown(run, "slow");
});
