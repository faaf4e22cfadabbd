import { effectsAtMostOnce } from "./effects-at-most-once.ts";
import { everythingEnds } from "./everything-ends.ts";
import type { Finding, RunFacts } from "./facts.ts";
import { nothingLost } from "./nothing-lost.ts";

/** What must hold in every run, unless a variant declares its violation as its point. */
export const INVARIANTS: { readonly [id: string]: (facts: RunFacts) => Finding } = {
  "nothing-lost": nothingLost,
  "effects-at-most-once": effectsAtMostOnce,
  "everything-ends": everythingEnds,
};
