import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { describeExpectation, meets } from "../../trace/query.ts";
import { expectationSchema } from "../schema/query.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

export const depthSchema = z.strictObject({
  kind: z.literal("depth").describe("How many jobs the queue held: at most, on average over time, or at the end."),
  queue: idText,
  of: z.enum(["max", "mean", "atEnd"]).default("max"),
  is: expectationSchema,
});

const TEXTS = {
  max: (jobs: number) => `at its deepest it held ${jobs}`,
  mean: (jobs: number) => `on average it held ${jobs}`,
  atEnd: (jobs: number) => `at the end it held ${jobs}`,
} as const;

/** The number of jobs that the queue held is as claimed. */
export function depth({ measures }: RunFacts, { queue, of, is }: ParametersOf<typeof depthSchema>): Finding {
  const jobs = measures.queues[queue]?.depth[of] ?? 0;
  return { holds: meets(is, jobs), detail: `${TEXTS[of](jobs)}; claimed: ${describeExpectation(is)}` };
}
