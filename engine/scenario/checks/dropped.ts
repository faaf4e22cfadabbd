import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";

export const droppedSchema = z.strictObject({
  kind: z
    .literal("dropped")
    .describe("A full queue with drop-oldest deleted at least this number of confirmed, unfinished jobs to make room."),
  queue: idText,
  atLeast: z.int().min(1),
});

/** The full queue deleted at least `atLeast` jobs that it had confirmed. */
export function dropped(
  { dropped: all, accepted }: RunFacts,
  { queue, atLeast }: ParametersOf<typeof droppedSchema>,
): Finding {
  const jobs = accepted.filter((event) => event.queue === queue && all.has(event.job)).map(({ job }) => job);
  const detail = `dropped, though confirmed: ${listNames(jobs)}`;
  return { holds: jobs.length >= atLeast, detail: jobs.length === 0 ? "the queue dropped nothing" : detail };
}
