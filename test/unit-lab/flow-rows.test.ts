import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../engine/kernel/json.ts";
import { answeredCommand, commandName, isAbout } from "../../lab/src/stage/flow/command-name.ts";
import { flowRow } from "../../lab/src/stage/flow/flow-row.ts";
import { tokenLabel } from "../../lab/src/stage/canvas/token-shapes.ts";

const row = (state: JsonValue) =>
  flowRow({
    flow: "order-1",
    where: "store",
    actor: "coordinator-1",
    incarnation: 1,
    at: 100,
    revision: 3,
    state,
  });

describe("a coordinator's row", () => {
  test("what is to be compensated and what is still to be sent", () => {
    const read = row({
      id: "order-1",
      amountCents: 2_000,
      shop: null,
      steps: { reserve: { is: "done" }, charge: { is: "sent", try: 2, due: 4_000 } },
      undo: ["refund", "release"],
      outbox: [
        { action: "refund", try: 1, due: 4_000 },
        { action: "release", try: 2, due: 4_000 },
        { answer: "cancelled" },
      ],
      ended: null,
    });
    expect(read).toMatchObject({
      ended: null,
      state: null,
      undo: ["refund", "release"],
      outbox: ["refund", "release (try 2)", "answer: cancelled"],
      more: [],
    });
    expect(read.steps).toEqual([
      { step: "reserve", is: "done", try: null, due: null },
      { step: "charge", is: "sent", try: 2, due: 4_000 },
    ]);
  });

  test("a statechart's: its state in words, what it waits for with its deadline, what else it knows by name", () => {
    const read = row({
      value: { delivering: { parcel: "shipping", mail: "sent" } },
      context: { order: "order-1", reason: "card declined" },
      pending: [{ step: "ship", try: 1 }],
      deadlines: [{ name: "ship timeout", due: 5_000 }],
      outbox: ["order-1-ship"],
      parked: ["event-9"],
    });
    expect(read.state).toBe("delivering.parcel.shipping & mail.sent");
    expect(read.steps).toEqual([{ step: "ship", is: "waits", try: 1, due: 5_000 }]);
    expect(read.outbox).toEqual(["order-1-ship"]);
    expect(read.more).toEqual([
      { name: "parked", text: "event-9" },
      { name: "reason", text: "card declined" },
    ]);
  });

  test("something that nobody has foreseen is shown by its name", () => {
    expect(row("what")).toMatchObject({ steps: [], outbox: [], more: [] });
    expect(row({ mood: { good: true } }).more).toEqual([{ name: "mood", text: '{"good":true}' }]);
  });
});

test("what a command's name says", () => {
  expect(commandName("order-1-charge-try-2")).toEqual({ order: "order-1", action: "charge", try: 2 });
  expect(commandName("order-12-notify")).toEqual({ order: "order-12", action: "notify", try: 1 });
  expect(commandName("order-1")).toBeNull();
  expect(answeredCommand("reply-order-1-reserve-1")).toEqual({ order: "order-1", action: "reserve", try: 1 });
  expect(["order-1-charge", "order-1-charge-try-2", "reply-order-3-ship-1"].map(tokenLabel)).toEqual(["1", "1.2", "3"]);
});

test("an order's messages are its commands and all answers", () => {
  const all = ["order-1", "order-1-charge", "reply-order-1-charge-1", "reply-order-1-1", "order-12", "order-12-charge"];
  expect(all.filter((job) => isAbout(job, "order-1"))).toEqual(all.slice(0, 4));
});
