import { z } from "zod";
import { drawFrom } from "../../kernel/random.ts";
import { range } from "../fields.ts";
import { kindsOf } from "../kinds-of.ts";
import type { ArrivalProcess, Sender } from "./arrival-process.ts";
import { bursts } from "./bursts.ts";
import { poisson } from "./poisson.ts";

/** The arrival processes of producers, requesters and log producers. */
const ARRIVALS = { poisson, bursts } as const;

const processSchema = kindsOf(ARRIVALS);
type Spec = z.output<typeof processSchema>;

/** How much time passes between two arrivals: a number of milliseconds, [least, most], or an arrival process. */
export const arrivalsSchema = z.union([range, processSchema]);
export type Arrivals = z.output<typeof arrivalsSchema>;

/** Whole milliseconds from the sender's `n`-th job to the next; the same for the same seed, on every machine. */
export function gapAfter(n: number, arrivals: Arrivals, sender: Sender): number {
  if (typeof arrivals === "number" || !("kind" in arrivals))
    return drawFrom(sender.seed, ["every", sender.name, n], arrivals);
  const process = ARRIVALS[arrivals.kind] as unknown as ArrivalProcess<z.ZodType<Spec>>;
  return process.gapAfter(n, arrivals, sender);
}
