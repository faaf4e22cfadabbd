import { expect, test } from "vitest";
import { divergences, storyOf } from "../../../engine/trace/story.ts";
import { traceOf, type Written } from "../../support/traces.ts";

const command = (flow: string, step: string, at: number, tryNumber = 1): Written => ({
  type: "step-commanded",
  flow,
  step,
  try: tryNumber,
  queue: "q",
  job: "j",
  at,
});
const ended = (flow: string, at: number): Written => ({ type: "flow-ended", flow, outcome: "completed", at });

test("a story is told in the words of the business", () => {
  const told = storyOf(
    traceOf([
      command("order-1", "charge", 5, 2),
      { type: "effect-applied", effect: "charge", job: "order-1", key: null, amountCents: 1 },
      { type: "timer-set", flow: "order-1", timer: "charge", where: "memory", due: 9 },
      ended("order-1", 9),
    ]),
  );
  expect(told.map(({ text }) => text)).toEqual(["charge is commanded, try 2", "outside: charge", "it ends completed"]);
});

test("the same story has no divergence, at whatever pace and in whatever mixture it is told", () => {
  const left = traceOf([command("a", "ship", 1), command("b", "ship", 2), ended("a", 3), ended("b", 4)]);
  const right = traceOf([command("b", "ship", 10), ended("b", 20), command("a", "ship", 30), ended("a", 40)]);
  expect(divergences(left, right)).toEqual([]);
});

test("a divergence says after what, and what each side does; they may meet again", () => {
  const left = traceOf([
    command("a", "charge", 1),
    command("a", "charge", 5, 2),
    command("a", "ship", 8),
    ended("a", 9),
  ]);
  const right = traceOf([command("a", "charge", 1), command("a", "ship", 2), command("a", "notify", 3), ended("a", 4)]);
  const found = divergences(left, right).map(({ after, left: l, right: r }) => [
    after,
    l.map(({ text }) => text),
    r.map(({ text }) => text),
  ]);
  expect(found).toEqual([
    ["ship is commanded", [], ["notify is commanded"]],
    ["charge is commanded", ["charge is commanded, try 2"], []],
  ]);
});

test("a flow that only one side has parts at the beginning", () => {
  expect(divergences([], traceOf([ended("a", 4)]))).toMatchObject([{ flow: "a", after: null, left: [] }]);
});
