import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { ofType } from "../../trace/of-type.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

/** A job that has its turn begins a little later than that: processes wake up late, by the clocks of their machine. */
const SLACK_MS = 100;

export const rateKeptSchema = z.strictObject({
  kind: z.literal("rate-kept").describe("In no stretch of time did more jobs begin than the queue's rate allows."),
  queue: idText,
});

/** In no stretch of the rate's length did more jobs begin than it allows. */
export function rateKept({ scenario, events }: RunFacts, { queue }: ParametersOf<typeof rateKeptSchema>): Finding {
  const rate = scenario.queues.find(({ name }) => name === queue)?.rate;
  if (rate === undefined) return { holds: false, detail: `${queue} has no rate` };
  const begun = ofType(events, "job-started").filter((event) => event.queue === queue);
  const most = Math.max(
    0,
    ...begun.map(({ at }) => begun.filter((other) => other.at >= at && other.at < at + rate.perMs - SLACK_MS).length),
  );
  return {
    holds: begun.length > 0 && most <= rate.jobs,
    detail: `at most ${most} jobs began within ${rate.perMs} ms; allowed: ${rate.jobs}`,
  };
}
