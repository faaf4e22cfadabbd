import { z } from "zod";
import { drawDuration } from "../durations/registry.ts";
import { positiveMs } from "../fields.ts";
import { arrivalProcess } from "./arrival-process.ts";

export const poisson = arrivalProcess({
  schema: z.strictObject({
    kind: z
      .literal("poisson")
      .describe(
        "Poisson arrivals, as of many independent customers: the next arrival is equally likely at any moment.",
      ),
    meanMs: positiveMs.describe("The mean time between two arrivals."),
  }),
  gapAfter: (n, spec, { seed, name }) =>
    drawDuration(seed, ["every", name, n], { kind: "exponential", meanMs: spec.meanMs }),
});
