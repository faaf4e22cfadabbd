import { z } from "zod";
import { drawFrom, drawShare, type RandomKey } from "../../kernel/random.ts";
import { range } from "../fields.ts";
import { kindsOf } from "../kinds-of.ts";
import type { Distribution } from "./distribution.ts";
import { exponential } from "./exponential.ts";
import { logNormal } from "./log-normal.ts";

/** The distributions that durations can be drawn from. */
const DISTRIBUTIONS = { exponential, "log-normal": logNormal } as const;

const distributionSchema = kindsOf(DISTRIBUTIONS);
type Spec = z.output<typeof distributionSchema>;

/** A fixed number of milliseconds, [least, most], or a distribution; each use draws by key. */
export const durationSchema = z.union([range, distributionSchema]);
export type Duration = z.output<typeof durationSchema>;

/** Whole milliseconds: the same for the same seed and key, on every machine. */
export function drawDuration(seed: number, key: RandomKey, duration: Duration): number {
  if (typeof duration === "number" || !("kind" in duration)) return drawFrom(seed, key, duration);
  const { quantile } = DISTRIBUTIONS[duration.kind] as unknown as Distribution<z.ZodType<Spec>>;
  return Math.round(quantile(duration, drawShare(seed, key)));
}
