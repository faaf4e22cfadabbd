import { z } from "zod";
import { largest } from "../../kernel/extremes.ts";
import { idText } from "../../actors/fields.ts";
import { ofType } from "../../trace/of-type.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

export const limitedBySchema = z.strictObject({
  kind: z.literal("limited-by").describe("Throughput was limited by busy workers, or by the producer's pace."),
  queue: idText,
  by: z.enum(["workers", "producer"]),
});

/**
 * What limited throughput, judged by waiting times. If workers are the limit, jobs pile up and the longest wait exceeds
 * twice the longest run; if the producer is, no job waits longer than one run.
 */
export function limitedBy(facts: RunFacts, { queue, by }: ParametersOf<typeof limitedBySchema>): Finding {
  const waits = facts.accepted
    .filter((event) => event.queue === queue)
    .map((event) => (facts.deliveries.get(event.job)?.[0]?.at ?? Number.POSITIVE_INFINITY) - event.at);
  const longestWait = largest(waits, 0);
  const longestRun = largest(runTimes(facts, queue), 0);
  const detail = `the longest wait in the queue was ${Math.round(longestWait)} ms, the longest run ${Math.round(longestRun)} ms`;
  return { holds: by === "workers" ? longestWait > 2 * longestRun : longestWait <= longestRun, detail };
}

function runTimes({ events }: RunFacts, queue: string): number[] {
  const started = new Map(ofType(events, "job-started").map((event) => [`${event.job}/${event.attempt}`, event.at]));
  return ofType(events, "job-ack-sent")
    .filter((event) => event.queue === queue)
    .map((event) => event.at - (started.get(`${event.job}/${event.attempt}`) ?? event.at));
}
