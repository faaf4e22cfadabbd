/** Two runs of one scenario beside each other: queue glue on one side, the orchestrator on the other. */
export const SIDES = ["glue", "orchestrated"] as const;
export type Side = (typeof SIDES)[number];
export type OfSides<T> = { readonly [side in Side]: T };
/** The names of each side where both are named: in full, and short. */
export type SideNames = OfSides<{ readonly full: string; readonly short: string }>;

/** A divergence: the point at which the stories of one order become different. */
export type Divergence = {
  /** Counts from 1, in the order of time. */
  readonly number: number;
  readonly order: string;
  /** Where it begins, on the side where it does so first. */
  readonly at: number;
  /** The last line that both have in common; null: they diverge from the start. */
  readonly after: string | null;
  /** What happens only on each side; empty if nothing does. */
  readonly lines: OfSides<readonly { readonly at: number; readonly text: string }[]>;
};
