import { charges } from "../../actors/handlers/registry.ts";
import { poisoned } from "../faults/plan.ts";
import type { RunFacts } from "./facts.ts";
import { appendedTo } from "./readings.ts";

/** Cents owed for the logs whose readers charge: each event once, by its name, however many readers read it. */
export function owedByReaders(facts: RunFacts): ReadonlyMap<string, number> {
  const { readers, logProducers, faults } = facts.scenario;
  const charged = new Set(readers.flatMap(({ handler, log }) => (charges(handler) ? [log] : [])));
  const spoiled = new Set(poisoned(faults));
  const owed = new Map<string, number>();
  for (const log of charged) {
    for (const { event, actor } of appendedTo(facts, log)) {
      const worth = logProducers.find(({ name }) => name === actor)?.amountCents;
      if (worth !== undefined && !spoiled.has(event)) owed.set(event, worth);
    }
  }
  return owed;
}
