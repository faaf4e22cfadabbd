import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import { ofType } from "../../trace/of-type.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

/** A process records a job a few milliseconds after its turn, by the clock of its machine. */
const SLACK_MS = 100;

export const rateKeptSchema = z.strictObject({
  kind: z.literal("rate-kept").describe("In no period did more jobs begin than the queue's rate allows."),
  queue: idText,
});

/** In no period of the rate's length did more jobs begin than the rate allows. */
export function rateKept({ scenario, events }: RunFacts, { queue }: ParametersOf<typeof rateKeptSchema>): Finding {
  const rate = scenario.queues.find(({ name }) => name === queue)?.rate;
  if (rate === undefined) return { holds: false, detail: `${queue} has no rate` };
  const begun = turnsOf(events, queue);
  const most = Math.max(
    0,
    ...begun.map((at) => begun.filter((other) => other >= at && other < at + rate.perMs - SLACK_MS).length),
  );
  return {
    holds: begun.length > 0 && most <= rate.jobs,
    detail: `at most ${most} jobs began within ${rate.perMs} ms; allowed: ${rate.jobs}`,
  };
}

/**
 * When each job of the queue began, or could have begun. A process that wakes up late begins a job after its turn, and the next
 * job then seems to follow too soon; so a late job counts from its turn. A job that began before its turn counts from its
 * begin.
 */
function turnsOf(events: readonly TraceEvent[], queue: string): number[] {
  const key = (event: EventOf<"job-started" | "job-rate-limited">) => JSON.stringify([event.job, event.attempt]);
  const turns = new Map<string, number>();
  for (const event of ofType(events, "job-rate-limited")) turns.set(key(event), event.at + event.waitMs);
  return ofType(events, "job-started")
    .filter((event) => event.queue === queue)
    .map((event) => Math.min(event.at, turns.get(key(event)) ?? event.at));
}
