import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { describeExpectation, meets } from "../../trace/query.ts";
import { expectationSchema } from "../schema/query.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";

export const deadLetteredSchema = z.strictObject({
  kind: z
    .literal("dead-lettered")
    .describe("How many jobs of the queue were dead-lettered in the run; `dead-letters` says which, and when."),
  queue: idText,
  is: expectationSchema,
});

/** The number of jobs that were dead-lettered is as claimed, whatever happened to them in the dead-letter queue. */
export function deadLettered(
  { deadLetters }: RunFacts,
  { queue, is }: ParametersOf<typeof deadLetteredSchema>,
): Finding {
  const jobs = deadLetters.filter(({ died }) => died.queue === queue).map(({ died }) => died.job);
  const which = jobs.length === 0 ? "" : ` (${listNames(jobs)})`;
  return {
    holds: meets(is, jobs.length),
    detail: `${jobs.length} dead-lettered${which}; claimed: ${describeExpectation(is)}`,
  };
}
