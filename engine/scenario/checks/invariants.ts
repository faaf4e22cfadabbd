import { effectsAtMostOnce } from "./effects-at-most-once.ts";
import { everythingEnds } from "./everything-ends.ts";
import type { Finding, RunFacts } from "./facts.ts";
import { nothingLost } from "./nothing-lost.ts";
import { flowsEnd, ordersRight } from "./orders.ts";
import { repliesMatch } from "./replies-match.ts";

/** What must hold in every run, unless a variant or knob declares the violation as its point. */
export const INVARIANTS: { readonly [id: string]: (facts: RunFacts) => Finding } = {
  "nothing-lost": nothingLost,
  "effects-at-most-once": effectsAtMostOnce,
  "replies-match": repliesMatch,
  "everything-ends": everythingEnds,
};

/** What must also hold in every run of a flow. */
export const FLOW_INVARIANTS: { readonly [id: string]: (facts: RunFacts) => Finding } = {
  "flows-end": flowsEnd,
  "orders-right": ordersRight,
};
