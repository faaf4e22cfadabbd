import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { describeExpectation, meets } from "../../trace/query.ts";
import { expectationSchema } from "../schema/query.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

const WHAT = { waiting: "waiting time", service: "service time", total: "total time" } as const;
const RANKS = { p50: "p50Ms", p95: "p95Ms", p99: "p99Ms", max: "maxMs" } as const;

export const latencySchema = z.strictObject({
  kind: z.literal("latency").describe("A percentile of the queue's waiting, service or total times, in milliseconds."),
  queue: idText,
  of: z
    .enum(["waiting", "service", "total"])
    .default("total")
    .describe(
      "Until the first run begins; how long a run takes; or from a job's arrival until it is done and deleted.",
    ),
  percentile: z.enum(["p50", "p95", "p99", "max"]).default("p95"),
  is: expectationSchema,
});

/** This percentile of the times of the queue's jobs is as claimed. */
export function latency(
  { measures }: RunFacts,
  { queue, of, percentile, is }: ParametersOf<typeof latencySchema>,
): Finding {
  const durations = measures.queues[queue]?.[of] ?? null;
  if (durations === null) return { holds: false, detail: `no job of ${queue} has a ${WHAT[of]}` };
  const ms = durations[RANKS[percentile]];
  return {
    holds: meets(is, ms),
    detail: `the ${percentile} of the ${WHAT[of]} is ${ms} ms; claimed: ${describeExpectation(is)} ms`,
  };
}
