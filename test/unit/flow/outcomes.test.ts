import { describe, expect, test } from "vitest";
import { judge } from "../../../engine/explore/judge.ts";
import { type Damage, damageOf, DAMAGE_KINDS, DAMAGES } from "../../../engine/flow/order/damage.ts";
import { orderStandings } from "../../../engine/flow/order/outcomes.ts";
import { whatTheBusinessSaw } from "../../../engine/scenario/checks/orders.ts";
import { reportOn } from "../../../engine/scenario/run/report.ts";
import type { TraceHeader } from "../../../engine/scenario/run/run-types.ts";
import type { FlowOutcome } from "../../../engine/trace/events/flow.ts";
import { answered, askedFor, effectOf, HAND_MADE, traceOfHandMade } from "../../support/orders/outcomes.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { traceOf, type Written } from "../../support/traces.ts";

const header: TraceHeader = {
  ...requestFor(scenarioById("glue-happy"), { variant: "orchestrated" }),
  format: "ackademy-trace",
  formatVersion: 2,
  engine: "0.1.0",
  broker: "sim",
};

describe.each(HAND_MADE.map((one) => [one.what, one] as const))("an order that is %s", (_what, one) => {
  const events = traceOfHandMade(one);
  const report = reportOn(header, events, 0);
  const outcomeOf = (id: string) => report.checks.find((check) => check.id === id)?.outcome;

  test("is judged as written down", () => {
    expect(orderStandings(events).map(({ order, damage }) => [order, damage])).toEqual([["order-1", one.damage]]);
  });

  test("is judged alike by the verdict, the claim, the sentence, and the judge of random runs", () => {
    const [stuck, others] = [one.damage.includes("stuck"), one.damage.filter((kind) => kind !== "stuck")];
    expect(outcomeOf("flows-end")).toBe(stuck ? "failed" : "passed");
    expect(outcomeOf("orders-right")).toBe(others.length > 0 ? "failed" : "passed");
    expect(outcomeOf("all-right")).toBe(one.damage.length > 0 ? "failed" : "passed");
    const said = DAMAGE_KINDS.filter((kind) => report.sentence.split("Did not hold")[0]?.includes(DAMAGES[kind]));
    expect(said).toEqual(others.length > 0 ? one.damage : []);
    const { wrong } = judge({ header, events, report });
    expect(wrong).toEqual(one.damage.length > 0 ? [{ order: "order-1", problems: one.damage }] : []);
  });
});

test("the matrix has every kind of damage in it", () => {
  const seen = new Set(HAND_MADE.flatMap(({ damage }) => damage));
  expect(DAMAGE_KINDS.filter((kind) => !seen.has(kind))).toEqual(["not-ordered"]);
});

const ended = (outcome: FlowOutcome): Written => ({ type: "flow-ended", flow: "order-1", outcome, actor: "c" });
const done = (...effects: string[]) => effects.map((effect) => effectOf("order-1", effect));
const FULFILLED = done("reserve", "charge", "ship", "notify");
const damageAfter = (...events: readonly Written[]): (readonly Damage[])[] =>
  orderStandings(traceOf([askedFor("order-1"), ...events])).map(({ damage }) => damage);

describe("what is read", () => {
  test("truth, belief and what the shop was told are three things", () => {
    const events = [askedFor("order-1"), ...FULFILLED, ended("cancelled"), ...answered("order-1", "completed")];
    expect(orderStandings(traceOf(events))).toMatchObject([
      {
        order: "order-1",
        amountCents: 2_000,
        truth: { reserved: 1, charged: 1, paidCents: 2_000, shipped: 1, mails: 1, apologies: 0 },
        fits: { completed: true, cancelled: false },
        believed: "cancelled",
        told: "completed",
      },
    ]);
  });

  test("a successor may tell of the start again, after the end", () => {
    const started: Written = { type: "flow-started", flow: "order-1", design: "glue-L0", actor: "coordinator-1" };
    expect(
      damageAfter(started, ...FULFILLED, ended("completed"), started, ...answered("order-1", "completed")),
    ).toEqual([[]]);
  });

  test("a command is no order", () => {
    const command: Written = { type: "job-sent", queue: "stock", job: "x", payload: { order: "x", amountCents: 1 } };
    expect(orderStandings(traceOf([command]))).toEqual([]);
  });

  test("work for an order that nobody placed", () => {
    const standings = orderStandings(traceOf([effectOf("order-9", "charge"), askedFor("order-1")]));
    expect(standings.map(({ order, damage }) => [order, damage])).toEqual([
      ["order-1", ["stuck"]],
      ["order-9", ["not-ordered"]],
    ]);
  });

  test("of two answers under one name, the one that was stored was delivered", () => {
    const sent = (outcome: FlowOutcome, id: string): Written => {
      const payload = { order: "order-1", outcome };
      return { type: "job-sent", queue: "shop-replies", job: "reply-order-1-1", payload, actor: "c", id };
    };
    const at = { queue: "shop-replies", job: "reply-order-1-1", streamSequence: 1 };
    const taken = answered("order-1", "completed").slice(1);
    const told = (...events: readonly Written[]) =>
      orderStandings(traceOf([askedFor("order-1"), ...events, ...taken])).map((one) => one.told);
    const [first, second] = [sent("cancelled", "c/1/a"), sent("completed", "c/1/b")];
    expect(told(first, second)).toEqual(["cancelled"]);
    expect(told(first, second, { type: "job-deduplicated", ...at, cause: "c/1/b" })).toEqual(["cancelled"]);
    expect(told(first, second, { type: "job-stored", ...at, cause: "c/1/b" })).toEqual(["completed"]);
  });

  test("a shop that asks again after a crash is told only if it is told again", () => {
    const asks = (incarnation: number): Written => ({
      type: "request-sent",
      queue: "orders",
      request: "order-1",
      correlation: "order-1",
      try: 1,
      replyTo: "shop-replies",
      waitsUntil: 9_000,
      actor: "shop",
      incarnation,
    });
    const dies: Written = { type: "actor-crashed", role: "requester", by: "fault", detail: "", actor: "shop" };
    const first = [asks(1), ...FULFILLED, ended("completed"), ...answered("order-1", "completed")];
    expect(damageAfter(...first, dies)).toEqual([[]]);
    expect(damageAfter(...first, dies, asks(2))).toEqual([["never-told"]]);
    const again = answered("order-1", "completed", 2).map((event) => ({ ...event, incarnation: 2 }));
    expect(damageAfter(...first, dies, asks(2), ...again)).toEqual([[]]);
  });

  test("what the business saw, in words", () => {
    const saw = (what: string) => whatTheBusinessSaw(orderStandings(traceOfHandMade(handMade(what))));
    expect(saw("whole")).toBe("1 order, all right");
    expect(saw("two refunds, two mails")).toBe(
      "order-1: the customer was sent the mail more than once, and more was refunded than was charged",
    );
  });
});

function handMade(what: string) {
  const found = HAND_MADE.find((one) => one.what === what);
  if (!found) throw new Error(`no such outcome: ${what}`);
  return found;
}

/** Every sequence of up to five effects, by brute force: a second definition of 'right' beside the judge's own. */
test("exactly right is what was done once each, or undone once each, in its order, and nothing else", () => {
  const CENTS: { readonly [effect: string]: number } = { charge: 5, refund: -5 };
  const EFFECTS = ["reserve", "charge", "ship", "notify", "release", "refund", "recall", "apologize"];
  const UNDOES: { readonly [undo: string]: string } = {
    release: "reserve",
    refund: "charge",
    recall: "ship",
    apologize: "notify",
  };
  const isWhole = (effects: readonly string[]) => effects.toSorted().join() === "charge,notify,reserve,ship";
  const isUndone = (effects: readonly string[]) =>
    new Set(effects).size === effects.length &&
    effects.every((effect, n) => {
      const pair = UNDOES[effect] ?? effect;
      return effect in UNDOES
        ? effects.slice(0, n).includes(pair)
        : effects.slice(n).some((one) => UNDOES[one] === pair);
    });
  let right = 0;
  const look = (effects: readonly string[]) => {
    for (const [outcome, expected] of [
      ["completed", isWhole(effects)],
      ["cancelled", isUndone(effects)],
    ] as const) {
      const moved = effects.map((effect) => ({ effect, amountCents: CENTS[effect] ?? 0 }));
      const damage = damageOf({
        amountCents: 5,
        effects: moved,
        believed: outcome,
        answers: [outcome],
        unanswered: false,
      });
      if ((damage.length === 0) !== expected) expect([outcome, effects, damage]).toBe(expected);
      if (expected) right++;
    }
    if (effects.length < 5) for (const effect of EFFECTS) look([...effects, effect]);
  };
  look([]);
  expect(right).toBe(24 + 1 + 4 + 36);
});
