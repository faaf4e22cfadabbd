import { expect, test } from "vitest";
import { isAnyAckOpen } from "../../../engine/scenario/parts/queue/watch.ts";
import { doneBy, traceOf, type Written } from "../../support/traces.ts";

const [sent, confirmed] = doneBy("worker-1", "order-1", 0).slice(-2) as [Written, Written];
const failed: Written = {
  ...{ type: "engine-step-failed", where: "queue orders", step: "acknowledge", error: "late", retryInMs: null },
  ...{ job: "order-1", actor: "worker-1" },
};
const crashed: Written = { type: "actor-crashed", role: "worker", by: "fault", detail: "", actor: "worker-1" };

test.each<[boolean, string, readonly Written[]]>([
  [false, "nothing", []],
  [true, "an ack", [sent]],
  [false, "a confirmed ack", [sent, confirmed]],
  [true, "another worker's confirmed ack of the same job", [sent, { ...confirmed, actor: "worker-2" }]],
  [false, "an ack that was not confirmed in time", [sent, failed]],
  [false, "an ack whose worker crashed", [sent, crashed]],
])("an ack is open is %s after %s", (isOpen, _what, trace) => {
  expect(isAnyAckOpen(traceOf(trace))).toBe(isOpen);
});
