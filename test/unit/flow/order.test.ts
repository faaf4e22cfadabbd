import { expect, test } from "vitest";
import { stepRules } from "../../../engine/flow/glue/steps.ts";
import { OneAtATime } from "../../../engine/flow/glue/one-at-a-time.ts";
import {
  command,
  commandJob,
  NotACommandError,
  readCommand,
  readStepReply,
  undoneBy,
} from "../../../engine/flow/order/order.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";

test("a command is read as it was made; what takes back names what it takes back", () => {
  const refund = command("order-1", "refund", 2_000, true);
  expect(refund).toMatchObject({ key: "order-1/refund", undoes: "order-1/charge" });
  expect(readCommand(refund)).toEqual(refund);
  expect(readCommand(command("order-1", "ship", 0, false))).toMatchObject({ key: null, undoes: null });
  expect([undoneBy("recall"), undoneBy("apologize"), undoneBy("charge")]).toEqual(["ship", "notify", null]);
});

test("tries after the first are jobs of their own", () => {
  expect([1, 2, 3].map((n) => commandJob("order-1", "ship", n))).toEqual([
    "order-1-ship",
    "order-1-ship-try-2",
    "order-1-ship-try-3",
  ]);
});

test.each<[JsonValue, string]>([
  [null, "not an object"],
  [{ action: "ship", amountCents: 1 }, "order is not a text"],
  [{ order: "a", action: "dance", amountCents: 1 }, 'action is "dance"'],
  [{ order: "a", action: "toString", amountCents: 1 }, 'action is "toString"'],
  [{ order: "a", action: "ship", amountCents: "1" }, 'amountCents is "1"'],
  [{ order: "a", action: "ship", amountCents: 1, key: 7 }, "key and undoes"],
])("%j is no command", (payload, words) => {
  expect(() => readCommand(payload)).toThrow(NotACommandError);
  expect(() => readCommand(payload)).toThrow(words);
});

test("an answer that is not 'done' is a no, with or without a reason", () => {
  expect(readStepReply({ order: "a", action: "ship", done: true })).toEqual({ order: "a", action: "ship", done: true });
  expect(readStepReply({ order: "a", action: "ship", done: "yes" })).toMatchObject({
    done: false,
    reason: "no reason given",
  });
});

const { allDone, nextSteps, undoOf } = stepRules(1);

test("a step's turn comes when all that must be done before is done", () => {
  const with_ = (done: string[], begun = done) =>
    nextSteps(
      (step) => begun.includes(step),
      (step) => done.includes(step),
    );
  expect(with_([])).toEqual(["reserve"]);
  expect(with_(["reserve"])).toEqual(["charge"]);
  expect(with_(["reserve"], ["reserve", "charge"])).toEqual([]);
  expect(with_(["reserve", "charge"])).toEqual(["ship", "notify"]);
  expect(with_(["reserve", "charge", "notify"])).toEqual(["ship"]);
});

test("what is undone goes backwards", () => {
  expect(undoOf(() => true)).toEqual(["apologize", "recall", "refund", "release"]);
  expect(undoOf((step) => step === "reserve")).toEqual(["release"]);
});

test("the second version checks an order before it is charged, and so leads one that was charged before astray", () => {
  const second = stepRules(2);
  const next = (...done: string[]) =>
    second.nextSteps(
      (step) => done.includes(step),
      (step) => done.includes(step),
    );
  expect(next("reserve")).toEqual(["check"]);
  expect(next("reserve", "check")).toEqual(["charge"]);
  expect(next("reserve", "charge")).toEqual(["check", "ship", "notify"]);
  const firstVersion = ["reserve", "charge", "ship", "notify"];
  expect([allDone, second.allDone].map((isDone) => isDone((step) => firstVersion.includes(step)))).toEqual([
    true,
    false,
  ]);
  expect(second.undoOf(() => true)).toEqual(["apologize", "recall", "refund", "release"]);
});

test("one order's work waits for its turn, another's does not, and what fails stops nobody", async () => {
  const orders = new OneAtATime();
  const told: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = orders.run("a", async () => {
    await gate;
    told.push("a1");
    throw new Error("no");
  });
  const second = orders.run("a", async () => void told.push("a2"));
  await orders.run("b", async () => void told.push("b1"));
  open();
  await expect(first).rejects.toThrow("no");
  await second;
  expect(told).toEqual(["b1", "a1", "a2"]);
});
