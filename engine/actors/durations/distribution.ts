import type { z } from "zod";

/** One kind of distribution that durations are drawn from. */
export type Distribution<Schema extends z.ZodType<{ readonly kind: string }>> = {
  /** Its parameters, as a scenario file writes them. */
  readonly schema: Schema;
  /** The milliseconds, not rounded yet, that this share of all draws lies below. */
  readonly quantile: (spec: z.output<Schema>, share: number) => number;
};

/** Declares a distribution, so that its parameters have the type of its schema. */
export function distribution<Schema extends z.ZodType<{ readonly kind: string }>>(
  declared: Distribution<Schema>,
): Distribution<Schema> {
  return declared;
}
