import { z } from "zod";
import { drawDuration, durationSchema } from "../durations/registry.ts";
import { positive } from "../fields.ts";
import { arrivalProcess } from "./arrival-process.ts";

export const bursts = arrivalProcess({
  schema: z.strictObject({
    kind: z.literal("bursts").describe("Many shortly after each other, then a pause."),
    size: positive.max(100_000).describe("The number of arrivals in one burst."),
    gapMs: durationSchema.default(0).describe("Time between two arrivals of one burst."),
    pauseMs: durationSchema.describe("Time from the last arrival of a burst to the first of the next one."),
  }),
  gapAfter: (n, { size, gapMs, pauseMs }, { seed, name }) =>
    drawDuration(seed, ["every", name, n], n % size === 0 ? pauseMs : gapMs),
});
