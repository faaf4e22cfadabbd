import { z } from "zod";
import { idText, jobText } from "../../actors/fields.ts";
import { GROUP_KEYS } from "../../actors/kinds/operator.ts";
import type { AskedFor } from "../../trace/events/dead-letter.ts";
import { ofType } from "../../trace/of-type.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";
import type { DeadLetter } from "./dead-letter-list.ts";

export const dlqKeptSchema = z.strictObject({
  kind: z
    .literal("dlq-kept")
    .describe("Listing consumed nothing: a listed dead letter stays until it is replayed or discarded."),
  queue: idText,
});

/**
 * Listing the dead-letter queue consumed nothing. No dead letter disappeared between two listings, or before the end of the
 * run, unless it was replayed or discarded. At the end the broker holds as many as the trace leaves over.
 */
export function dlqKept(
  { events, deadLetters, lastSeen }: RunFacts,
  { queue }: ParametersOf<typeof dlqKeptSchema>,
): Finding {
  const looks = ofType(events, "dead-letters-listed").filter((event) => event.queue === queue && ofAll(event));
  if (looks.length === 0) return { holds: false, detail: "nobody listed the dead letters" };
  const own = deadLetters.filter(({ died }) => died.queue === queue);
  for (const [n, look] of looks.entries()) {
    const seen = new Set(look.deadLetters.map(({ deadLetterSequence }) => deadLetterSequence));
    // An earlier listing shows that these had arrived. Others may have arrived a moment ago.
    const known = new Set(
      looks.slice(0, n).flatMap(({ deadLetters: before }) => before.map((one) => one.deadLetterSequence)),
    );
    const missing = deadLettersAt(own, look.seq).filter(({ died }) => known.has(died.deadLetterSequence));
    const gone = missing.filter(({ died }) => !seen.has(died.deadLetterSequence)).map(({ died }) => died.job);
    if (gone.length > 0)
      return { holds: false, detail: `listed before, and missing from listing ${n + 1}: ${listNames(gone)}` };
  }
  const left = deadLettersAt(own, Infinity).length;
  const kept = lastSeen.get(queue)?.deadLetters ?? 0;
  if (left !== kept)
    return { holds: false, detail: `${left} were neither replayed nor discarded, and the broker holds ${kept}` };
  const count = Math.max(...looks.map((look) => look.count));
  return { holds: true, detail: `at most ${count} were listed; ${left} are left at the end, as the broker says` };
}

export const dlqGroupsSchema = z.strictObject({
  kind: z
    .literal("dlq-groups")
    .describe(
      "The first grouping by this key showed exactly these jobs, and they were all the dead letters there were.",
    ),
  queue: idText,
  by: z.enum(GROUP_KEYS),
  groups: z.record(z.string(), z.array(jobText).min(1)),
});

/** The first grouping by a key is as claimed, and complete: it has every dead letter of the queue at that time once. */
export function dlqGroups(
  { events, deadLetters }: RunFacts,
  { queue, by, groups }: ParametersOf<typeof dlqGroupsSchema>,
): Finding {
  const shown = ofType(events, "dead-letters-grouped").find(
    (event) => event.queue === queue && event.by === by && ofAll(event),
  );
  if (!shown) return { holds: false, detail: `nobody grouped them by ${by}` };
  const text = (all: readonly (readonly [string, readonly string[]])[]) =>
    all
      .map(([key, jobs]) => `${key}: ${[...jobs].sort().join(", ")}`)
      .sort()
      .join("; ");
  const found = text(shown.groups.map(({ key, jobs }) => [key, jobs]));
  const claimed = text(Object.entries(groups));
  if (found !== claimed) return { holds: false, detail: `it showed ${found || "nothing"}; claimed: ${claimed}` };
  const held = deadLettersAt(deadLetters, shown.seq).filter(({ died }) => died.queue === queue);
  const there = held.map(({ died }) => died.job).sort();
  const listed = shown.groups.flatMap(({ jobs }) => jobs).sort();
  if (there.join() !== listed.join() || shown.count !== there.length)
    return { holds: false, detail: `it showed ${listNames(listed)}, but the queue held ${listNames(there)}` };
  return { holds: true, detail: found };
}

export const replayedSchema = z.strictObject({
  kind: z
    .literal("replayed")
    .describe("Exactly these jobs were replayed: some are done now, the others came back to the dead letters."),
  queue: idText,
  done: z.array(jobText).default([]),
  back: z.array(jobText).default([]),
});

/** Exactly these jobs were replayed: `done` are done now, and `back` were dead-lettered again. */
export function replayed(facts: RunFacts, { queue, done, back }: ParametersOf<typeof replayedSchema>): Finding {
  const own = facts.deadLetters.filter(({ died }) => died.queue === queue);
  const again = [...new Set(own.filter(({ left }) => left?.as === "replayed").map(({ died }) => died.job))].sort();
  const expected = [...done, ...back].sort();
  if (again.join() !== expected.join())
    return { holds: false, detail: `replayed: ${listNames(again)}; claimed: ${listNames(expected)}` };
  const undone = done.filter((job) => !facts.acked.has(job));
  if (undone.length > 0) return { holds: false, detail: `replayed, and not done: ${listNames(undone)}` };
  const away = back.filter((job) => facts.deadLettered.get(job)?.queue !== queue);
  if (away.length > 0) return { holds: false, detail: `not back among the dead letters: ${listNames(away)}` };
  return { holds: true, detail: `done: ${listNames(done)}; came back: ${listNames(back)}` };
}

/** False for a listing that was restricted to some dead letters. */
function ofAll({ of }: { readonly of: AskedFor }): boolean {
  return Object.keys(of).length === 0;
}

/** The dead letters in the DLQ when this event of the trace was recorded. */
function deadLettersAt(deadLetters: readonly DeadLetter[], seq: number): DeadLetter[] {
  return deadLetters.filter(({ died, left }) => died.seq < seq && (left === null || left.seq > seq));
}
