import type { z } from "zod";
import { kindsOf } from "../../actors/kinds-of.ts";
import { cameBack, cameBackSchema } from "./came-back.ts";
import { deadLettered, deadLetteredSchema } from "./dead-lettered.ts";
import { deadLetters, deadLettersSchema } from "./dead-letters.ts";
import { depth, depthSchema } from "./depth.ts";
import { dlqGroups, dlqGroupsSchema, replayed, replayedSchema, dlqKept, dlqKeptSchema } from "./dlq-operations.ts";
import { dropped, droppedSchema } from "./dropped.ts";
import { figure, figureSchema } from "./figure.ts";
import { groupOrder, groupOrderSchema } from "./group-order.ts";
import { hotPartition, hotPartitionSchema } from "./hot-partition.ts";
import { journey, journeySchema } from "./journey.ts";
import { keyOrder, keyOrderSchema } from "./key-order.ts";
import { latency, latencySchema } from "./latency.ts";
import { ledger, ledgerSchema } from "./ledger.ts";
import { limitedBy, limitedBySchema } from "./limited-by.ts";
import { logKeeps, logKeepsSchema } from "./log-keeps.ts";
import { oneWorkerEach, oneWorkerEachSchema } from "./one-worker-each.ts";
import { ordersDamaged, ordersSchema } from "./orders.ts";
import { queueEmpty, queueEmptySchema } from "./queue-empty.ts";
import { rateKept, rateKeptSchema } from "./rate-kept.ts";
import { readByAll, readByAllSchema } from "./read-by-all.ts";
import { sideBySide, sideBySideSchema } from "./side-by-side.ts";
import { throughput, throughputSchema } from "./throughput.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

/** The checks that a claim may name: the schema of each, and the function that judges a run by it. */
const CHECKS = {
  figure: check(figureSchema, figure),
  journey: check(journeySchema, journey),
  "queue-empty": check(queueEmptySchema, queueEmpty),
  "one-worker-each": check(oneWorkerEachSchema, oneWorkerEach),
  "limited-by": check(limitedBySchema, limitedBy),
  "came-back": check(cameBackSchema, cameBack),
  ledger: check(ledgerSchema, ledger),
  orders: check(ordersSchema, ordersDamaged),
  "group-order": check(groupOrderSchema, groupOrder),
  "rate-kept": check(rateKeptSchema, rateKept),
  "dead-letters": check(deadLettersSchema, deadLetters),
  "read-by-all": check(readByAllSchema, readByAll),
  "log-keeps": check(logKeepsSchema, logKeeps),
  "key-order": check(keyOrderSchema, keyOrder),
  "side-by-side": check(sideBySideSchema, sideBySide),
  "hot-partition": check(hotPartitionSchema, hotPartition),
  dropped: check(droppedSchema, dropped),
  "dlq-kept": check(dlqKeptSchema, dlqKept),
  "dlq-groups": check(dlqGroupsSchema, dlqGroups),
  replayed: check(replayedSchema, replayed),
  latency: check(latencySchema, latency),
  depth: check(depthSchema, depth),
  throughput: check(throughputSchema, throughput),
  "dead-lettered": check(deadLetteredSchema, deadLettered),
} as const;

export const checkSchema = kindsOf(CHECKS);
export type Check = z.output<typeof checkSchema>;

/** One row: a check's function gets what its own schema has parsed. */
function check<Schema extends z.ZodType<{ readonly kind: string }>>(
  schema: Schema,
  judge: (facts: RunFacts, parameters: ParametersOf<Schema>) => Finding,
) {
  return { schema, judge };
}

/** Judges a run by one check. */
export function runCheck(facts: RunFacts, parameters: Check): Finding {
  const judge = CHECKS[parameters.kind].judge as (facts: RunFacts, parameters: Check) => Finding;
  return judge(facts, parameters);
}
