import { z } from "zod";
import { exponentialQuantile } from "../../kernel/quantiles.ts";
import { longestMs, positiveMs } from "../fields.ts";
import { distribution } from "./distribution.ts";

export const exponential = distribution({
  schema: z.strictObject({
    kind: z
      .literal("exponential")
      .describe("Drawn from an exponential distribution: mostly short, a few many times the mean."),
    meanMs: positiveMs,
  }),
  quantile: (spec, share) => Math.min(longestMs, spec.meanMs * exponentialQuantile(share)),
});
