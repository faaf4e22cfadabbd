import { describe, test } from "vitest";
import { QUEUE_CASES } from "../conformance/cases.ts";
import { runOnSim } from "../conformance/on-sim.ts";

/** What learners' browsers run must be the same queue as in Node. */
describe("work queue on sim, in the page", () => {
  test.each(QUEUE_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => runOnSim(one));
});
