import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { EVENT_TYPES } from "../../trace/events.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

export const journeySchema = z.strictObject({
  kind: z.literal("journey").describe("One job's events come in this order; others may come between them."),
  job: idText,
  steps: z.array(z.enum(EVENT_TYPES)).min(1),
});

/** One job's events come in this order; others may come between them. */
export function journey({ events }: RunFacts, { job, steps }: ParametersOf<typeof journeySchema>): Finding {
  const seen = events.filter((event) => "job" in event && event.job === job).map((event) => event.type);
  let at = 0;
  for (const type of seen) if (type === steps[at]) at++;
  if (at === steps.length) return { holds: true, detail: `${job}: ${steps.join(" → ")}` };
  return { holds: false, detail: `${job} never reached ${steps[at]}; its events were ${seen.join(", ") || "none"}` };
}
