import { z } from "zod";
import { exp, ln, normalQuantile } from "../../kernel/quantiles.ts";
import { longestMs, positiveMs } from "../fields.ts";
import { distribution } from "./distribution.ts";

export const logNormal = distribution({
  schema: z
    .strictObject({
      kind: z
        .literal("log-normal")
        .describe("Drawn from a log-normal distribution: around the median, with a long tail, as real work often is."),
      medianMs: positiveMs.describe("Half of all take less."),
      p95Ms: positiveMs.describe("95 of 100 take less."),
    })
    .refine(({ medianMs, p95Ms }) => p95Ms >= medianMs, { error: "at least medianMs", path: ["p95Ms"] }),
  quantile({ medianMs, p95Ms }, share) {
    const sigma = ln(p95Ms / medianMs) / normalQuantile(0.95);
    return Math.min(longestMs, medianMs * exp(sigma * normalQuantile(share)));
  },
});
