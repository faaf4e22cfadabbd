import { expect, test } from "vitest";
import type { PointFault } from "../../../engine/actors/planned-faults.ts";
import { createPointMatcher } from "../../../engine/host/points.ts";

const ofJob: PointFault = { fault: 0, point: "before-ack", of: { job: "order-2", attempt: 1 }, kind: "crash" };
const ofPass: PointFault = { fault: 1, point: "before-effect", of: { nth: 2 }, kind: "crash" };

test("a fault of a job strikes at that point, job and attempt only, in any incarnation", () => {
  const struckBy = createPointMatcher([ofJob], 3);
  expect(struckBy("before-ack", { job: "order-1", attempt: 1 })).toBeUndefined();
  expect(struckBy("before-effect", { job: "order-2", attempt: 1 })).toBeUndefined();
  expect(struckBy("before-ack", { job: "order-2", attempt: 2 })).toBeUndefined();
  expect(struckBy("before-ack", { job: "order-2", attempt: 1 })).toBe(ofJob);
});

test("a fault of the n-th pass counts passes of its own point only", () => {
  const struckBy = createPointMatcher([ofPass], 1);
  const pass = (n: number) => ({ job: `order-${n}`, attempt: 1 });
  expect(struckBy("before-effect", pass(1))).toBeUndefined();
  expect(struckBy("before-ack", pass(1))).toBeUndefined();
  expect(struckBy("before-effect", pass(2))).toBe(ofPass);
  expect(struckBy("before-effect", pass(3))).toBeUndefined();
});

test("a fault of the n-th pass strikes the first incarnation only: a restarted actor would die for ever", () => {
  const struckBy = createPointMatcher([ofPass], 2);
  for (const n of [1, 2, 3]) expect(struckBy("before-effect", { job: `order-${n}`, attempt: 1 })).toBeUndefined();
});

test("of several faults at one place the first in the list strikes", () => {
  const second: PointFault = { ...ofJob, fault: 9 };
  expect(createPointMatcher([ofJob, second], 1)("before-ack", { job: "order-2", attempt: 1 })).toBe(ofJob);
});

test("a freeze strikes once: the delivery that passes its point again, after it, goes on", () => {
  const freeze: PointFault = { ...ofJob, kind: "pause", forMs: 100 };
  const spent = new Set<number>();
  const struckBy = createPointMatcher([freeze], 1, spent);
  expect(struckBy("before-ack", { job: "order-2", attempt: 1 })).toBe(freeze);
  spent.add(0);
  expect(struckBy("before-ack", { job: "order-2", attempt: 1 })).toBeUndefined();
});

test("what the runner wants to hear of is said once", () => {
  const notice: PointFault = { ...ofJob, kind: "notice", what: "deploy", target: "coordinator-1" };
  const struckBy = createPointMatcher([notice], 1, new Set([0]));
  expect(struckBy("before-ack", { job: "order-2", attempt: 1 })).toBeUndefined();
});

test("a crash strikes whenever its place is reached", () => {
  const struckBy = createPointMatcher([ofJob], 2, new Set([0]));
  expect(struckBy("before-ack", { job: "order-2", attempt: 1 })).toBe(ofJob);
});
