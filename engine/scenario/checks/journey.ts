import type { EventType } from "../../trace/events.ts";
import type { Finding, RunFacts } from "./facts.ts";

/** One job's events come in this order, with others between them. */
export function journey({ events }: RunFacts, { job, steps }: { job: string; steps: readonly EventType[] }): Finding {
  const seen = events.filter((event) => "job" in event && event.job === job).map((event) => event.type);
  let at = 0;
  for (const type of seen) if (type === steps[at]) at++;
  if (at === steps.length) return { holds: true, detail: `${job}: ${steps.join(" → ")}` };
  return { holds: false, detail: `${job} never reached ${steps[at]}; its events were ${seen.join(", ") || "none"}` };
}
