import { expect, test } from "vitest";
import { orderFlow } from "../../../engine/flow/orchestrator/order-machine.ts";
import { orderFlow2 } from "../../../engine/flow/orchestrator/order-machine-2.ts";
import { orderStandings } from "../../../engine/flow/order/outcomes.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { brokenPromises, runOf, SEEDS } from "../../support/seeds.ts";

const ID = "flow-version-change";

test.each(SEEDS)("at seed %i it holds, at every level and orchestrated", async (seed) => {
  expect(await brokenPromises(ID, seed)).toEqual([]);
});

test("only the order that is under way goes astray", async () => {
  for (const variant of ["level-0", "level-2", "level-6", "same-name", "alone"]) {
    const { events } = await runOf(ID, variant);
    const wrong = orderStandings(events).filter(({ damage }) => damage.length > 0);
    expect(wrong.map(({ order }) => order)).toEqual(["order-2"]);
  }
});

const effects = (events: readonly TraceEvent[], job: string) =>
  events.flatMap((event) => (event.type === "effect-applied" && event.job === job ? [event.effect] : []));

test.each(["level-2", "level-6", "orchestrated"])("%s: order-3 goes the way of version 2", async (variant) => {
  const { events } = await runOf(ID, variant);
  expect(effects(events, "order-3").slice(0, 3)).toEqual(["reserve", "check", "charge"]);
  expect(effects(events, "order-1")).not.toContain("check");
});

test("a record says which version its flow is of", async () => {
  const { events } = await runOf(ID, "orchestrated");
  const versions = ["order-1", "order-2", "order-3"].map((order) => [
    ...new Set(
      events.flatMap((event) =>
        event.type === "flow-state-saved" && event.flow === order
          ? [(event.state as { readonly version: string }).version]
          : [],
      ),
    ),
  ]);
  expect(versions).toEqual([["1"], ["1"], ["2"]]);
});

test("a deployment is graceful: nothing is handled twice, and the next incarnation begins when the last has ended", async () => {
  const { events } = await runOf(ID, "level-3");
  const coordinators = events.flatMap((event) =>
    event.actor === "coordinator-1" && (event.type === "actor-started" || event.type === "actor-stopped")
      ? [`${event.type} ${event.incarnation}`]
      : [],
  );
  expect(coordinators).toEqual(["actor-started 1", "actor-stopped 1", "actor-started 2", "actor-stopped 2"]);
  const repeated = events.filter((event) => event.type === "job-delivered" && event.attempt > 1);
  expect(repeated).toEqual([]);
});

test.each([
  ["same-name", "the saved state does not fit version 1: State 'charging' does not exist on 'order'"],
  ["alone", "flow definition order, version 1: is not registered here and no registered version migrates from it"],
])("%s: the order is stuck, and says why", async (variant, reason) => {
  const { events } = await runOf(ID, variant);
  const stuck = events.flatMap((event) => (event.type === "flow-stuck" ? [[event.flow, event.reason]] : []));
  expect(stuck).toEqual([["order-2", reason]]);
});

test("what is held goes on when version 1 is registered again and somebody resumes it", () => {
  const how = { timeoutMs: 1_000, tries: 1 };
  const flow = new PaperFlow(orderFlow(how));
  flow.take({ kind: "start", definition: "order", input: { order: "tea-1", amountCents: 1 }, requester: null });
  const done = (action: string) => flow.reply(flow.token(), { order: "tea-1", action, done: true });
  done("reserve");
  flow.register(orderFlow2(how, "1"));
  done("charge");
  expect(flow.saved).toMatchObject({ status: "stuck", state: "charging" });
  flow.register(orderFlow(how), orderFlow2(how));
  flow.take({ kind: "resume" });
  expect(flow.saved).toMatchObject({
    status: "running",
    version: "1",
    state: "fulfilling.parcel.shipping & fulfilling.mail.notifying",
  });
});
