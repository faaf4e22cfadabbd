/** Two runs of one scenario beside each other: queue glue on one side, the orchestrator on the other. */
export const SIDES = ["glue", "orchestrated"] as const;
export type Side = (typeof SIDES)[number];
export type OfSides<T> = { readonly [side in Side]: T };
/** What each side is called wherever both are named: in full, and short. */
export type SideNames = OfSides<{ readonly full: string; readonly short: string }>;

/** A place where the stories of one order part: after what both have in common, each goes its own way. */
export type Divergence = {
  /** Counts from 1, in the order of time. */
  readonly number: number;
  readonly order: string;
  /** Where it begins, on the side where it does so first. */
  readonly at: number;
  /** What happened last on both; null: they diverge at the beginning. */
  readonly after: string | null;
  /** What happens on each side alone; empty where nothing does. */
  readonly lines: OfSides<readonly { readonly at: number; readonly text: string }[]>;
};
