import { describe, test } from "vitest";
import { QUEUE_CASES } from "../conformance/cases.ts";
import { runOnTab } from "../conformance/on-tab.ts";

/** What learners' browsers run must be the same queue as in Node. */
describe("work queue on tab, in the page", () => {
  test.each(QUEUE_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => runOnTab(one));
});
