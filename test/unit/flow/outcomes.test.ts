import { describe, expect, test } from "vitest";
import { type Damage, orderStandings } from "../../../engine/flow/order/outcomes.ts";
import type { FlowOutcome } from "../../../engine/trace/events/flow.ts";
import { traceOf, type Written } from "../../support/traces.ts";

const asked: Written = {
  type: "job-sent",
  queue: "orders",
  job: "order-1",
  payload: { order: "order-1", amountCents: 2_000 },
  actor: "shop",
};
const started: Written = { type: "flow-started", flow: "order-1", design: "glue-L0", actor: "coordinator-1" };

const effect = (name: string, amountCents = 0): Written => ({
  type: "effect-applied",
  effect: name,
  job: "order-1",
  key: null,
  amountCents,
  actor: "world",
});
const charge = effect("charge", 2_000);
const refund = effect("refund", -2_000);
const ended = (outcome: FlowOutcome): Written => ({
  type: "flow-ended",
  flow: "order-1",
  outcome,
  actor: "coordinator-1",
});

/** The answer's way to the shop: sent, worked on, taken. */
function told(outcome: FlowOutcome): Written[] {
  const job = "reply-order-1-1";
  const reply = { request: "order-1", correlation: "order-1", try: 1, replyTo: "shop-replies" };
  const delivered = { queue: "shop-replies", job, streamSequence: 1, attempt: 1 };
  return [
    { type: "job-sent", queue: "shop-replies", job, payload: { order: "order-1", outcome }, actor: "coordinator-1" },
    { type: "job-started", ...delivered, actor: "shop", id: "shop/1/started" },
    { type: "reply-received", ...reply, actor: "shop", cause: "shop/1/started" },
  ];
}

const FULFILLED = [effect("reserve"), charge, effect("ship"), effect("notify")];

test.each<[string, readonly Written[], readonly Damage[]]>([
  ["whole", [...FULFILLED, ended("completed"), ...told("completed")], []],
  [
    "wholly undone",
    [effect("reserve"), charge, refund, effect("release"), ended("cancelled"), ...told("cancelled")],
    [],
  ],
  ["never begun", [], ["stuck"]],
  ["charged twice", [...FULFILLED, charge, ended("completed"), ...told("completed")], ["charged-twice"]],
  ["shipped twice", [...FULFILLED, effect("ship"), ended("completed"), ...told("completed")], ["shipped-twice"]],
  ["charged twice and given back once", [...FULFILLED, charge, refund, ended("completed"), ...told("completed")], []],
  [
    "checked before it was charged",
    [
      effect("reserve"),
      effect("check"),
      charge,
      effect("ship"),
      effect("notify"),
      ended("completed"),
      ...told("completed"),
    ],
    [],
  ],
  [
    "checked after it was charged",
    [...FULFILLED, effect("check"), ended("completed"), ...told("completed")],
    ["checked-too-late"],
  ],
  [
    "refunded and shipped",
    [effect("reserve"), charge, effect("ship"), refund, ended("cancelled"), ...told("cancelled")],
    ["shipped-not-paid", "told-wrong"],
  ],
  [
    "recalled",
    [
      effect("reserve"),
      charge,
      effect("ship"),
      refund,
      effect("recall"),
      effect("release"),
      ended("cancelled"),
      ...told("cancelled"),
    ],
    [],
  ],
  [
    "ended, and its start told again by a successor",
    [...FULFILLED, ended("completed"), started, ...told("completed")],
    [],
  ],
  ["stock held", [effect("reserve"), ended("cancelled"), ...told("cancelled")], ["stock-held"]],
  ["paid for nothing", [charge, ended("cancelled"), ...told("cancelled")], ["paid-not-shipped"]],
  [
    "without a mail",
    [effect("reserve"), charge, effect("ship"), ended("completed"), ...told("completed")],
    ["not-notified"],
  ],
  ["without an answer", [...FULFILLED, ended("completed")], ["never-told"]],
  ["open, with all done", [...FULFILLED], ["stuck"]],
  ["told of a parcel that never left", [ended("completed"), ...told("completed")], ["told-wrong"]],
])("an order that is %s", (_what, events, damage) => {
  const [standing] = orderStandings(traceOf([asked, started, ...events]));
  expect(standing?.damage).toEqual(damage);
});

describe("what is read", () => {
  test("truth, belief and what the shop was told are three things", () => {
    const [standing] = orderStandings(
      traceOf([asked, started, ...FULFILLED, ended("cancelled"), ...told("completed")]),
    );
    expect(standing).toMatchObject({
      order: "order-1",
      amountCents: 2_000,
      truth: { reserved: 1, charged: 1, paidCents: 2_000, shipped: 1, mails: 1 },
      believed: "cancelled",
      told: "completed",
    });
  });

  test("a flow that knows that it is stuck", () => {
    const [standing] = orderStandings(
      traceOf([asked, started, { type: "flow-stuck", flow: "order-1", reason: "why" }]),
    );
    expect(standing).toMatchObject({ believed: "stuck", damage: ["stuck"] });
  });

  test("only what was asked for at the orders' queue is an order", () => {
    const command: Written = { type: "job-sent", queue: "stock", job: "x", payload: { order: "x", amountCents: 1 } };
    expect(orderStandings(traceOf([command, effect("charge", 5)]))).toEqual([]);
  });
});
