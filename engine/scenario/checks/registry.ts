import { z } from "zod";
import { cameBack, cameBackSchema } from "./came-back.ts";
import { deadLetters, deadLettersSchema } from "./dead-letters.ts";
import { deskGroups, deskGroupsSchema, replayed, replayedSchema, trayKept, trayKeptSchema } from "./desk.ts";
import { dropped, droppedSchema } from "./dropped.ts";
import { figure, figureSchema } from "./figure.ts";
import { groupOrder, groupOrderSchema } from "./group-order.ts";
import { hotPartition, hotPartitionSchema } from "./hot-partition.ts";
import { journey, journeySchema } from "./journey.ts";
import { keyOrder, keyOrderSchema } from "./key-order.ts";
import { ledger, ledgerSchema } from "./ledger.ts";
import { limitedBy, limitedBySchema } from "./limited-by.ts";
import { logKeeps, logKeepsSchema } from "./log-keeps.ts";
import { oneWorkerEach, oneWorkerEachSchema } from "./one-worker-each.ts";
import { ordersDamaged, ordersSchema } from "./orders.ts";
import { queueEmpty, queueEmptySchema } from "./queue-empty.ts";
import { rateKept, rateKeptSchema } from "./rate-kept.ts";
import { readByAll, readByAllSchema } from "./read-by-all.ts";
import { sideBySide, sideBySideSchema } from "./side-by-side.ts";
import type { Finding, RunFacts } from "./facts.ts";

/** The checks that a claim may name: for each its shape in a scenario file, and how it judges a run. */
const CHECKS = [
  { schema: figureSchema, judge: figure },
  { schema: journeySchema, judge: journey },
  { schema: queueEmptySchema, judge: queueEmpty },
  { schema: oneWorkerEachSchema, judge: oneWorkerEach },
  { schema: limitedBySchema, judge: limitedBy },
  { schema: cameBackSchema, judge: cameBack },
  { schema: ledgerSchema, judge: ledger },
  { schema: ordersSchema, judge: ordersDamaged },
  { schema: groupOrderSchema, judge: groupOrder },
  { schema: rateKeptSchema, judge: rateKept },
  { schema: deadLettersSchema, judge: deadLetters },
  { schema: readByAllSchema, judge: readByAll },
  { schema: logKeepsSchema, judge: logKeeps },
  { schema: keyOrderSchema, judge: keyOrder },
  { schema: sideBySideSchema, judge: sideBySide },
  { schema: hotPartitionSchema, judge: hotPartition },
  { schema: droppedSchema, judge: dropped },
  { schema: trayKeptSchema, judge: trayKept },
  { schema: deskGroupsSchema, judge: deskGroups },
  { schema: replayedSchema, judge: replayed },
] as const;

type Schemas<T extends readonly { readonly schema: unknown }[]> = { [K in keyof T]: T[K]["schema"] };

export const checkSchema = z.discriminatedUnion(
  "kind",
  CHECKS.map(({ schema }) => schema) as unknown as Schemas<typeof CHECKS>,
);
export type Check = z.output<typeof checkSchema>;

const JUDGES = new Map(CHECKS.map(({ schema, judge }) => [schema.shape.kind.value as Check["kind"], judge]));

/** Judges a run by one check. */
export function runCheck(facts: RunFacts, check: Check): Finding {
  const judge = JUDGES.get(check.kind) as ((facts: RunFacts, check: Check) => Finding) | undefined;
  if (!judge) throw new TypeError(`no judge for a check of kind ${check.kind}`);
  return judge(facts, check);
}
