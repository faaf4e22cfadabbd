import { answer, describeExpectation, meets, type Expectation, type TraceQuery } from "../../trace/query.ts";
import type { Finding, RunFacts } from "./facts.ts";

/** A query's answer is as expected. */
export function figure({ events }: RunFacts, { query, is }: { query: TraceQuery; is: Expectation }): Finding {
  const value = answer(query, events);
  return { holds: meets(is, value), detail: `the run says ${value}; claimed: ${describeExpectation(is)}` };
}
