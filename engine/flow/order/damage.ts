import type { FlowOutcome } from "../../trace/events/flow.ts";
import { type Step, UNDO_OF } from "./order.ts";

/** The ways in which an order can be wrong at the end of a run. An order without any of them is right. */
export const DAMAGES = {
  "charged-twice": "the customer paid more than once",
  "shipped-twice": "more than one parcel left",
  "mailed-twice": "the customer was sent the mail more than once",
  "done-twice": "a step was done more than once",
  "wrong-amount": "money moved in an amount that the order does not have",
  "paid-not-shipped": "the customer paid and gets nothing",
  "shipped-not-paid": "the parcel left and nobody paid",
  "shipped-without-stock": "the parcel left without stock reserved for it",
  "refunded-too-much": "more was refunded than was charged",
  "undone-too-often": "something was undone that was not done before",
  "stock-held": "stock is held for an order that will never leave",
  "checked-too-late": "the order was checked only after the money was taken",
  "not-notified": "the customer was sent no mail",
  "mailed-wrong": "the customer's last mail says something else than what happened",
  "never-told": "the shop never heard how it ended",
  "told-wrong": "the shop was told something else than what happened",
  "believed-wrong": "the flow ended as something else than what happened",
  "not-ordered": "work was done for an order that nobody placed",
  stuck: "the flow never ended",
} as const;
export type Damage = keyof typeof DAMAGES;
export const DAMAGE_KINDS = Object.keys(DAMAGES) as [Damage, ...Damage[]];

/** An outside effect for an order; `amountCents`: what the customer paid by it. */
export type Effect = { readonly effect: string; readonly amountCents: number };

/** What an order is judged by. */
export type OrderRecord = {
  /** Null: nobody has placed this order. */
  readonly amountCents: number | null;
  /** In the order in which they happened. */
  readonly effects: readonly Effect[];
  readonly believed: "running" | FlowOutcome | "stuck";
  /** Every answer that reached the shop while it waited. */
  readonly answers: readonly FlowOutcome[];
  /** Whether a live process has requested this order and has no answer. */
  readonly unanswered: boolean;
};

/** The net effects outside: what was done, minus what was undone. */
export type OrderTruth = {
  readonly reserved: number;
  readonly charged: number;
  readonly paidCents: number;
  readonly shipped: number;
  readonly mails: number;
  readonly apologies: number;
};

export function truthOf(effects: readonly Effect[]): OrderTruth {
  const count = counter(effects);
  return {
    reserved: count("reserve") - count("release"),
    charged: count("charge") - count("refund"),
    paidCents: effects.reduce((sum, { amountCents }) => sum + amountCents, 0),
    shipped: count("ship") - count("recall"),
    mails: count("notify"),
    apologies: count("apologize"),
  };
}

/**
 * Whether the effects are exactly what this outcome requires. Completed: each step was done once, and nothing was undone.
 * Cancelled: each step was done at most once, and then undone once. The money must be the order's amount.
 */
export function isExactly(outcome: FlowOutcome, { amountCents, effects }: OrderRecord): boolean {
  const count = counter(effects);
  const steps = UNDOABLE.every((step) => {
    const [done, undone] = [count(step), count(UNDO_OF[step])];
    if (outcome === "completed") return done === 1 && undone === 0;
    return done <= 1 && undone === done && !isUndoneTooOften(effects, step);
  });
  return steps && count("check") <= 1 && !isCheckedLate(effects) && !hasWrongAmount(amountCents ?? 0, effects);
}

/** Empty exactly if the order has ended, its effects are what that outcome requires, and the shop knows. */
export function damageOf(record: OrderRecord): Damage[] {
  if (record.amountCents === null) return ["not-ordered"];
  const { amountCents, effects, believed, answers, unanswered } = record;
  const { reserved, charged, paidCents, shipped, mails } = truthOf(effects);
  const ended = believed === "completed" || believed === "cancelled";
  const isFalse = (said: string) => (said === "completed" && shipped < 1) || (said === "cancelled" && shipped > 0);
  const found: { readonly [damage in Damage]: boolean } = {
    "charged-twice": charged > 1,
    "shipped-twice": shipped > 1,
    "mailed-twice": mails > 1,
    "done-twice": isDoneTwice(effects),
    "wrong-amount": hasWrongAmount(amountCents, effects),
    "paid-not-shipped": paidCents > 0 && shipped < 1,
    "shipped-not-paid": shipped > 0 && paidCents <= 0,
    "shipped-without-stock": shipped > 0 && reserved < 1,
    "refunded-too-much": paidCents < 0 || isUndoneTooOften(effects, "charge"),
    "undone-too-often": (["reserve", "ship", "notify"] as const).some((step) => isUndoneTooOften(effects, step)),
    "stock-held": reserved > Math.max(0, shipped),
    "checked-too-late": isCheckedLate(effects),
    "not-notified": shipped > 0 && paidCents > 0 && mails === 0,
    "mailed-wrong": isFalse(lastMail(effects)),
    "never-told": ended && (unanswered || answers.length === 0),
    "told-wrong": answers.some(isFalse),
    // If the shop was told the same, 'told-wrong' covers it.
    "believed-wrong": isFalse(believed) && !answers.some((answer) => answer === believed),
    "not-ordered": false,
    stuck: !ended,
  };
  return DAMAGE_KINDS.filter((damage) => found[damage]);
}

type Undoable = keyof typeof UNDO_OF;
const UNDOABLE = Object.keys(UNDO_OF) as Undoable[];

function counter(effects: readonly Effect[]): (effect: string) => number {
  return (name) => effects.filter(({ effect }) => effect === name).length;
}

/** Whether a step was done more than once but at most one is left; if more are left, another damage covers it. */
function isDoneTwice(effects: readonly Effect[]): boolean {
  const count = counter(effects);
  const steps = ["reserve", "charge", "ship"] as const;
  return count("check") > 1 || steps.some((step) => count(step) > 1 && count(step) - count(UNDO_OF[step]) <= 1);
}

/** A compensation that comes before its step undoes nothing: a parcel that was recalled before it left still leaves. */
function isUndoneTooOften(effects: readonly Effect[], step: Undoable): boolean {
  let left = 0;
  return effects.some(({ effect }) => {
    if (effect === step) left++;
    if (effect === UNDO_OF[step]) left--;
    return left < 0;
  });
}

function hasWrongAmount(amountCents: number, effects: readonly Effect[]): boolean {
  const right: { readonly [effect: string]: number } = { charge: amountCents, refund: -amountCents };
  return effects.some((one) => one.amountCents !== (right[one.effect] ?? 0));
}

/** Neither version of the order does this: the first has no check, the second checks before it charges. */
function isCheckedLate(effects: readonly Effect[]): boolean {
  const first = (step: Step) => effects.findIndex(({ effect }) => effect === step);
  return first("charge") !== -1 && first("check") > first("charge");
}

/** How the order ended according to the last mail: a mail cannot be unsent, but another one can follow. */
function lastMail(effects: readonly Effect[]): FlowOutcome | "nothing" {
  const last = effects.findLast(({ effect }) => effect === "notify" || effect === UNDO_OF.notify);
  if (!last) return "nothing";
  return last.effect === "notify" ? "completed" : "cancelled";
}
