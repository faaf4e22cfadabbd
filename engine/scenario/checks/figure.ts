import { z } from "zod";
import { expectationSchema, querySchema } from "../schema/query.ts";
import { answer, describeExpectation, meets } from "../../trace/query.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

export const figureSchema = z.strictObject({
  kind: z.literal("figure").describe("A query's answer is as expected."),
  query: querySchema,
  is: expectationSchema,
});

/** A query's answer is as expected. */
export function figure({ events }: RunFacts, { query, is }: ParametersOf<typeof figureSchema>): Finding {
  const value = answer(query, events);
  return { holds: meets(is, value), detail: `the run says ${value}; claimed: ${describeExpectation(is)}` };
}
