import { expect, test } from "vitest";
import { orderStandings } from "../../../engine/flow/order/outcomes.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { brokenPromises, runOf, SEEDS } from "../../support/seeds.ts";

const ID = "orchestrator-not-magic";

test.each(SEEDS)("at seed %i it fails as claimed, and in no other way", async (seed) => {
  expect(await brokenPromises(ID, seed)).toEqual([]);
});

test.each(["level-6", "orchestrated"])("%s: a service that ignores its keys is not helped by them", async (variant) => {
  const { events } = await runOf(ID, variant);
  const charges = events.filter(
    (event) => event.type === "effect-applied" && event.effect === "charge" && event.job === "order-2",
  );
  expect(charges.map((event) => "key" in event && event.key)).toEqual([null, null]);
  const commanded = events.flatMap((event) =>
    event.type === "job-sent" && event.job === "order-2-charge" ? [event.payload] : [],
  );
  // The key was sent all the same.
  expect(commanded).toMatchObject([{ key: "order-2/charge" }]);
});

test.each(["level-6-store-lost", "orchestrated-store-lost"])(
  "%s: who looks for the order finds nothing",
  async (variant) => {
    const { events } = await runOf(ID, variant);
    expect(events.find(({ type }) => type === "fault-injected")).toMatchObject({ what: "lose-store", target: "store" });
    const looked = events.find(({ type }) => type === "flow-looked-up");
    expect(looked).toMatchObject({ found: variant.startsWith("level") ? "not in the table" : "no such flow" });
  },
);

test.each(["level-6-store-lost", "orchestrated-store-lost"])(
  "%s: asked for once more, the order comes right by the keys that the services have kept",
  async (variant) => {
    const scenario = scenarioById(ID);
    const [shop] = scenario.requesters;
    const requesters = [{ ...shop, timeoutMs: 30_000, tries: 2 }];
    const patient = validateScenario({ ...scenario, limitMs: 120_000, requesters }, "a patient shop");
    const { events } = await runVirtual(requestFor(patient, { variant }));
    expect(orderStandings(events).map(({ order, damage }) => [order, damage])).toEqual([
      ["order-1", []],
      ["order-2", []],
      ["order-3", []],
    ]);
    const charged = events.filter((event) => event.type === "effect-deduplicated" && event.job === "order-2");
    expect(charged.length).toBeGreaterThan(0);
  },
);
