import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";

export const deadLettersSchema = z.strictObject({
  kind: z
    .literal("dead-letters")
    .describe("Exactly these jobs are dead-lettered, each after maxAttempts deliveries; all others are done."),
  queue: idText,
  jobs: z.array(idText),
});

/** Exactly these jobs are dead-lettered, each after `maxAttempts` deliveries; all other accepted jobs are done. */
export function deadLetters(facts: RunFacts, { queue, jobs }: ParametersOf<typeof deadLettersSchema>): Finding {
  const dead = [...facts.deadLettered.values()].filter((event) => event.queue === queue);
  const names = dead.map((event) => event.job).sort();
  if (names.join() !== [...jobs].sort().join()) {
    return { holds: false, detail: `dead-lettered: ${listNames(names)}; expected: ${listNames(jobs)}` };
  }
  const limit = facts.scenario.queues.find((candidate) => candidate.name === queue)?.maxAttempts ?? null;
  const wrong = dead.filter((event) => limit !== null && event.attempt !== limit);
  if (wrong.length > 0)
    return {
      holds: false,
      detail: `not after ${limit} deliveries: ${listNames(wrong.map((event) => `${event.job} (${event.attempt})`))}`,
    };
  const kept = facts.lastSeen.get(queue)?.deadLetters ?? 0;
  if (kept !== jobs.length)
    return { holds: false, detail: `the dead-letter stream holds ${kept} messages, expected ${jobs.length}` };
  const open = facts.accepted.filter(
    (event) => event.queue === queue && !facts.deadLettered.has(event.job) && !facts.acked.has(event.job),
  );
  if (open.length > 0) return { holds: false, detail: `not done: ${listNames(open.map((event) => event.job))}` };
  return {
    holds: true,
    detail: `${listNames(names)} dead-lettered after ${limit ?? "no limit of"} deliveries; all others done`,
  };
}
