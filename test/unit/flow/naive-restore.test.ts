import { expect, test } from "vitest";
import { orderStandings } from "../../../engine/flow/order/outcomes.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { brokenPromises, runOf, SEEDS } from "../../support/seeds.ts";

const ID = "naive-restore";

test.each(SEEDS)("at seed %i it holds, naive and orchestrated", async (seed) => {
  expect(await brokenPromises(ID, seed)).toEqual([]);
});

/** The naive one, with other faults and a shop that has time. */
async function naiveWith(faults: NonNullable<ScenarioSource["faults"]>): Promise<readonly TraceEvent[]> {
  const [shop] = scenarioById(ID).requesters;
  const requesters = [{ ...shop, timeoutMs: 30_000 }];
  const scenario = validateScenario({ ...scenarioById(ID), requesters, faults }, "other faults");
  return (await runVirtual(requestFor(scenario, { variant: "naive" }))).events;
}

const allRight = (events: readonly TraceEvent[]) => orderStandings(events).every(({ damage }) => damage.length === 0);

test("without faults the naive one does its work: both orders leave with the second carrier", async () => {
  const events = await naiveWith([]);
  expect(allRight(events)).toBe(true);
  const asked = events.filter((event) => event.type === "step-commanded" && event.step === "ship");
  expect(asked).toHaveLength(4);
});

test.each(["order-1-reserve", "order-1-charge", "order-2-charge"])(
  "and a crash in the middle of a step does no harm: XState starts the promise again, and the key is the same (%s)",
  async (job) => {
    const events = await naiveWith([{ kind: "crash", at: { job, point: "before-publish" } }]);
    expect(events.filter(({ type }) => type === "actor-crashed")).toHaveLength(1);
    expect(allRight(events)).toBe(true);
  },
);

test("but it counts its tries in memory: the first try, which was refused, is commanded and refused again", async () => {
  const events = await naiveWith([{ kind: "crash", at: { job: "order-2-notify", point: "before-publish" } }]);
  const order2 = orderStandings(events).find(({ order }) => order === "order-2");
  // The second try had shipped the parcel by then.
  expect(order2?.damage).toContain("shipped-not-paid");
});

test("the timer of order-2 was in memory, and nobody sets it again", async () => {
  const { events } = await runOf(ID, "naive");
  const timers = events.flatMap((event) =>
    event.type.startsWith("timer-") && "flow" in event && event.flow === "order-2"
      ? [`${event.type} ${event.incarnation}`]
      : [],
  );
  expect(timers).toEqual(["timer-set 1"]);
  expect(events.find(({ type }) => type === "flow-looked-up")).toMatchObject({ found: "waiting" });
});
