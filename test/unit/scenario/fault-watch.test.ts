import { expect, test } from "vitest";
import { delayed } from "../../../engine/scenario/faults/wire.ts";
import { traceOf, type Written } from "../../support/traces.ts";

const struck = (what: string): Written => ({
  type: "fault-injected",
  fault: 0,
  what,
  target: "shop",
  job: "order-1",
  actor: "shop",
});
const stored = (job: string, actor = "shop", incarnation = 1): Written => ({
  type: "job-stored",
  queue: "orders",
  job,
  streamSequence: 1,
  actor,
  incarnation,
});
const copied: Written = { type: "job-duplicated", queue: "orders", job: "order-1", streamSequence: 2, actor: "shop" };
const crashed: Written = { type: "actor-crashed", role: "producer", by: "fault", detail: "", actor: "shop" };
const stopped: Written = { type: "actor-stopped", role: "producer", actor: "shop" };

test.each<[held: boolean, what: string, trace: readonly Written[]]>([
  [false, "no fault", [stored("order-1")]],
  [false, "a crash", [struck("crash before-ack")]],
  [false, "a loss", [struck("wire lose")]],
  [true, "a delay", [struck("wire delay")]],
  [true, "a delay, and others stored", [struck("wire delay"), stored("order-2"), stored("order-1", "web")]],
  [true, "a delay, and an earlier confirmation", [stored("order-1"), struck("wire delay")]],
  [false, "a delay that is over", [struck("wire delay"), stored("order-1")]],
  [false, "a delay whose sender died", [struck("wire delay"), crashed]],
  [false, "a delay whose sender has ended", [struck("wire delay"), stopped]],
  [true, "a delay, and the end of another incarnation", [struck("wire delay"), { ...stopped, incarnation: 2 }]],
  [true, "a copy, and its original", [struck("wire duplicate"), stored("order-1")]],
  [false, "a copy that has come", [struck("wire duplicate"), stored("order-1"), copied]],
  [true, "two, of which one is over", [struck("wire delay"), struck("wire duplicate"), copied]],
])("the wire holds something back is %s after %s", (held, _what, trace) => {
  expect(delayed(traceOf(trace))).toBe(held);
});
