import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { formatCount } from "../../trace/format.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";

export const oneWorkerEachSchema = z.strictObject({
  kind: z.literal("one-worker-each").describe("Each accepted job was delivered once, to one worker."),
  queue: idText,
});

/** Each accepted job was delivered once, to one worker. */
export function oneWorkerEach(
  { accepted, deliveries }: RunFacts,
  { queue }: ParametersOf<typeof oneWorkerEachSchema>,
): Finding {
  const jobs = accepted.filter((event) => event.queue === queue).map((event) => event.job);
  const wrong = jobs.filter((job) => deliveries.get(job)?.length !== 1);
  if (wrong.length > 0) return { holds: false, detail: `not delivered exactly once: ${listNames(wrong)}` };
  const workers = new Set(jobs.map((job) => deliveries.get(job)?.[0]?.actor));
  return {
    holds: jobs.length > 0,
    detail: `${jobs.length} jobs, each delivered once, shared by ${formatCount(workers.size, "worker")}`,
  };
}
