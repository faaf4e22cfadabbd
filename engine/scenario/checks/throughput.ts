import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { describeExpectation, meets } from "../../trace/query.ts";
import { expectationSchema } from "../schema/query.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

export const throughputSchema = z.strictObject({
  kind: z
    .literal("throughput")
    .describe("Jobs of the queue done in a second, from its first job's arrival to its last job's end."),
  queue: idText,
  is: expectationSchema,
});

/** The queue's throughput, in jobs per second, is as claimed. */
export function throughput({ measures }: RunFacts, { queue, is }: ParametersOf<typeof throughputSchema>): Finding {
  const perSecond = measures.queues[queue]?.throughput ?? 0;
  return { holds: meets(is, perSecond), detail: `${perSecond} jobs per second; claimed: ${describeExpectation(is)}` };
}
