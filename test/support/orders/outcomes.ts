import type { Damage } from "../../../engine/flow/order/damage.ts";
import type { FlowOutcome } from "../../../engine/trace/events/flow.ts";
import { traceOf, type Written } from "../traces.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";

/**
 * Outcomes of one order of €20, made by hand, each with the judgement that is right. `done`: what was done outside, in
 * that order; `charge:1000` moves another amount than the order's.
 */
export type HandMade = {
  readonly what: string;
  readonly done: string;
  /** How the flow says that it ended. */
  readonly ends: FlowOutcome | "never" | "stuck";
  /** The answers that reach the shop. */
  readonly told: readonly FlowOutcome[];
  readonly damage: readonly Damage[];
};

const WHOLE = "reserve charge ship notify";
const UNDONE = "reserve charge refund release";

const completed = (what: string, done: string, ...damage: Damage[]): HandMade => ({
  what,
  done,
  ends: "completed",
  told: ["completed"],
  damage,
});
const cancelled = (what: string, done: string, ...damage: Damage[]): HandMade => ({
  ...completed(what, done, ...damage),
  ends: "cancelled",
  told: ["cancelled"],
});

export const HAND_MADE: readonly HandMade[] = [
  // Right.
  completed("whole", WHOLE),
  completed("whole, its mail sent before its parcel left", "reserve charge notify ship"),
  completed("whole, and checked before it was charged", "reserve check charge ship notify"),
  cancelled("refused at the first step", ""),
  cancelled("reserved and released", "reserve release"),
  cancelled("reserved, checked and released", "reserve check release"),
  cancelled("charged and refunded", UNDONE),
  cancelled("undone in another order", "reserve charge release refund"),
  cancelled("recalled", "reserve charge ship refund recall release"),
  cancelled("mailed, and a second mail says sorry", "reserve charge notify refund release apologize"),
  cancelled("sent, mailed, and all of it undone", "reserve charge ship notify recall apologize refund release"),
  { ...completed("answered twice, in the same words", WHOLE), told: ["completed", "completed"] },

  // Money.
  completed("charged twice", "reserve charge charge ship notify", "charged-twice"),
  completed("charged twice and refunded once", "reserve charge charge refund ship notify", "done-twice"),
  completed("never charged", "reserve ship notify", "shipped-not-paid"),
  completed("charged and refunded, and sent", "reserve charge refund ship notify", "shipped-not-paid"),
  completed("half price", "reserve charge:1000 ship notify", "wrong-amount"),
  completed("double price in one charge", "reserve charge:4000 ship notify", "wrong-amount"),
  completed("paid in two halves", "reserve charge:1000 charge:1000 ship notify", "charged-twice", "wrong-amount"),
  cancelled("paid for nothing", "reserve charge release", "paid-not-shipped"),
  cancelled("half the money back", "reserve charge refund:-1000 release", "wrong-amount", "paid-not-shipped"),
  cancelled("refunded, and never charged", "reserve refund release", "refunded-too-much"),
  cancelled("refunded twice", "reserve charge refund refund release", "refunded-too-much"),
  cancelled("refunded before it was charged", "reserve refund charge release", "refunded-too-much"),
  cancelled("more back than was paid", "reserve charge refund:-4000 release", "wrong-amount", "refunded-too-much"),
  cancelled("charged twice, refunded twice", "reserve charge refund charge refund release", "done-twice"),
  cancelled("charged twice, refunded once", "charge charge refund", "done-twice", "paid-not-shipped"),
  cancelled("money moved by the release of stock", "reserve release:-500", "wrong-amount", "refunded-too-much"),

  // Stock.
  cancelled("stock held", "reserve charge refund", "stock-held"),
  completed("sent without stock", "charge ship notify", "shipped-without-stock"),
  completed("its stock sold twice", "reserve charge release ship notify", "shipped-without-stock"),
  completed("reserved twice", "reserve reserve charge ship notify", "stock-held"),
  completed("reserved twice and released once", "reserve reserve release charge ship notify", "done-twice"),
  cancelled("released twice", "reserve release release", "undone-too-often"),
  cancelled("released before it was reserved", "release reserve", "undone-too-often"),

  // Parcels.
  completed("sent twice", "reserve charge ship ship notify", "shipped-twice"),
  completed("sent twice and recalled once", "reserve charge ship ship recall notify", "done-twice"),
  completed("never sent", "reserve charge notify", "paid-not-shipped", "stock-held", "mailed-wrong", "told-wrong"),
  cancelled("recalled before it left", "reserve charge recall ship refund release", "undone-too-often"),
  cancelled(
    "refunded, and the parcel left",
    "reserve charge ship refund release",
    "shipped-not-paid",
    "shipped-without-stock",
    "told-wrong",
  ),
  cancelled("a gift with its stock still held", "reserve charge ship refund", "shipped-not-paid", "told-wrong"),
  cancelled("all done, and called cancelled", WHOLE, "told-wrong"),
  completed("nothing done, and called completed", "", "told-wrong"),
  completed("all undone, and called completed", UNDONE, "told-wrong"),

  // Mails.
  completed("without a mail", "reserve charge ship", "not-notified"),
  completed("two mails", "reserve charge ship notify notify", "mailed-twice"),
  completed("an apology for an order that is under way", `${WHOLE} apologize`, "mailed-wrong"),
  cancelled("mailed all the same", "reserve charge notify refund release", "mailed-wrong"),
  cancelled(
    "an apology that came before its mail",
    "reserve charge apologize notify refund release",
    "undone-too-often",
    "mailed-wrong",
  ),
  cancelled("an apology without a mail", "reserve release apologize", "undone-too-often"),
  cancelled(
    "two refunds, two mails",
    "reserve charge notify notify refund refund release apologize",
    "mailed-twice",
    "refunded-too-much",
  ),

  // The check.
  completed("checked after it was charged", `${WHOLE} check`, "checked-too-late"),
  completed("checked twice", "reserve check check charge ship notify", "done-twice"),

  // What the shop was told, and what the flow believes.
  { ...completed("never told", WHOLE, "never-told"), told: [] },
  { ...cancelled("cancelled and never told", UNDONE, "never-told"), told: [] },
  { ...completed("told of a cancellation", WHOLE, "told-wrong"), told: ["cancelled"] },
  { ...cancelled("told of a parcel", UNDONE, "told-wrong"), told: ["completed"] },
  { ...completed("told the one and the other", WHOLE, "told-wrong"), told: ["cancelled", "completed"] },
  { ...cancelled("told right, and on record as cancelled", WHOLE, "believed-wrong"), told: ["completed"] },
  { ...completed("told right, and on record as completed", UNDONE, "believed-wrong"), told: ["cancelled"] },
  { ...completed("on record as completed, and never told", UNDONE, "never-told", "believed-wrong"), told: [] },

  // Without an end.
  { what: "never begun", done: "", ends: "never", told: [], damage: ["stuck"] },
  { what: "all done, and open", done: WHOLE, ends: "never", told: [], damage: ["stuck"] },
  { what: "all done and told, and open", done: WHOLE, ends: "never", told: ["completed"], damage: ["stuck"] },
  { what: "known to be stuck", done: "reserve", ends: "stuck", told: [], damage: ["stock-held", "stuck"] },
  {
    what: "stuck after its mail",
    done: "reserve charge notify",
    ends: "stuck",
    told: [],
    damage: ["paid-not-shipped", "stock-held", "mailed-wrong", "stuck"],
  },
];

export const PRICE_CENTS = 2_000;
const AMOUNTS: { readonly [effect: string]: number } = { charge: PRICE_CENTS, refund: -PRICE_CENTS };

/** `charge:1000` of 'order-1' as the outside services records it. */
export function effectOf(order: string, written: string): Written {
  const [effect = "", amount] = written.split(":");
  const amountCents = amount === undefined ? (AMOUNTS[effect] ?? 0) : Number(amount);
  return { type: "effect-applied", effect, job: order, key: null, amountCents, actor: "outside" };
}

export function askedFor(order: string): Written {
  const payload = { order, amountCents: PRICE_CENTS };
  return { type: "job-sent", queue: "orders", job: order, payload, actor: "shop" };
}

/** The n-th answer's way to the shop: sent, worked on, taken. */
export function answered(order: string, outcome: FlowOutcome, n = 1): Written[] {
  const job = `reply-${order}-${n}`;
  const reply = { request: order, correlation: order, try: 1, replyTo: "shop-replies" };
  const delivered = { queue: "shop-replies", job, streamSequence: n, attempt: 1 };
  const id = `shop/1/answer-${n}-of-${order}`;
  return [
    { type: "job-sent", queue: "shop-replies", job, payload: { order, outcome }, actor: "coordinator-1" },
    { type: "job-started", ...delivered, actor: "shop", id },
    { type: "reply-received", ...reply, actor: "shop", cause: id },
  ];
}

/** The whole trace of one such order. */
export function traceOfHandMade({ done, ends, told }: HandMade, order = "order-1"): TraceEvent[] {
  return traceOf([
    askedFor(order),
    { type: "flow-started", flow: order, design: "glue-L0", actor: "coordinator-1" },
    ...done.split(" ").flatMap((written) => (written === "" ? [] : [effectOf(order, written)])),
    ...ending(order, ends),
    ...told.flatMap((outcome, n) => answered(order, outcome, n + 1)),
  ]);
}

function ending(flow: string, ends: HandMade["ends"]): Written[] {
  const actor = "coordinator-1";
  if (ends === "never") return [];
  if (ends === "stuck") return [{ type: "flow-stuck", flow, reason: "why", actor }];
  return [{ type: "flow-ended", flow, outcome: ends, actor }];
}
