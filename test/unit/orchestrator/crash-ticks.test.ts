import { expect, test } from "vitest";
import { expectCommandsKnown, expectEnded } from "../../support/orders/expect-orders.ts";
import { eventsOf, runOrders } from "../../support/orders/order-lab.ts";
import { CANCELLED, COMPLETED } from "../../support/orders/stories.ts";

/** O3, O4: also where no point is named: while a write, its answer or an ack is on the wire. */
test.each([
  ["completed", COMPLETED],
  ["undone", CANCELLED],
] as const)("an order that is %s survives a death at every tick", async (_name, story) => {
  const base = await runOrders(story.options);
  const from = eventsOf(base, "request-sent")[0]?.tick ?? 0;
  const to = eventsOf(base, "job-acked").findLast(({ actor }) => actor === "orchestrator")?.tick ?? 0;
  expect(to - from).toBeGreaterThan(50);
  for (let tick = from; tick <= to; tick++) {
    const run = await runOrders({ ...story.options, diesAfter: { orchestrator: "orchestrator", tick } });
    const where = `dead after tick ${tick}`;
    expect(run.deaths, where).toBe(1);
    expectEnded(run, "order-1", story.expected, where);
    expectCommandsKnown(run, where);
  }
});
