import { z } from "zod";
import { idText, jobText } from "../../actors/fields.ts";
import { GROUP_KEYS } from "../../actors/kinds/desk.ts";
import type { AskedFor } from "../../trace/events/dead-letter.ts";
import { ofType } from "../../trace/of-type.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";
import type { Letter } from "./letters.ts";

export const trayKeptSchema = z.strictObject({
  kind: z
    .literal("tray-kept")
    .describe("Looking consumed nothing: what was seen lies there until it is replayed or discarded."),
  queue: idText,
});

/**
 * Looking consumed nothing: who looked saw every letter that lay there, none was gone at a later look or at the end unless
 * it was replayed or discarded, and in the end the broker holds as many as are left.
 */
export function trayKept(
  { events, letters, lastSeen }: RunFacts,
  { queue }: ParametersOf<typeof trayKeptSchema>,
): Finding {
  const looks = ofType(events, "dead-letters-listed").filter((event) => event.queue === queue && ofAll(event));
  if (looks.length === 0) return { holds: false, detail: "nobody looked" };
  const own = letters.filter(({ died }) => died.queue === queue);
  for (const [n, look] of looks.entries()) {
    const seen = new Set(look.letters.map(({ deadLetterSequence }) => deadLetterSequence));
    // Those of which an earlier look proves that they had come; others may have come a moment ago.
    const known = new Set(
      looks.slice(0, n).flatMap(({ letters: before }) => before.map((one) => one.deadLetterSequence)),
    );
    const missing = lyingAt(own, look.seq).filter(({ died }) => known.has(died.deadLetterSequence));
    const gone = missing.filter(({ died }) => !seen.has(died.deadLetterSequence)).map(({ died }) => died.job);
    if (gone.length > 0) return { holds: false, detail: `seen before, and gone at look ${n + 1}: ${listNames(gone)}` };
  }
  const left = lyingAt(own, Infinity).length;
  const kept = lastSeen.get(queue)?.deadLetters ?? 0;
  if (left !== kept)
    return { holds: false, detail: `${left} were neither replayed nor discarded, and the broker holds ${kept}` };
  const count = Math.max(...looks.map((look) => look.count));
  return { holds: true, detail: `${count} were seen at most; at the end there are ${left}, as the broker says` };
}

export const deskGroupsSchema = z.strictObject({
  kind: z
    .literal("desk-groups")
    .describe("The first grouping by this key showed exactly these jobs, and these are what lay there."),
  queue: idText,
  by: z.enum(GROUP_KEYS),
  groups: z.record(z.string(), z.array(jobText).min(1)),
});

/** The first grouping by a key is as claimed, and it is right: of all letters that lay there, each in one group. */
export function deskGroups(
  { events, letters }: RunFacts,
  { queue, by, groups }: ParametersOf<typeof deskGroupsSchema>,
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
  const lying = lyingAt(letters, shown.seq).filter(({ died }) => died.queue === queue);
  const there = lying.map(({ died }) => died.job).sort();
  const listed = shown.groups.flatMap(({ jobs }) => jobs).sort();
  if (there.join() !== listed.join() || shown.count !== there.length)
    return { holds: false, detail: `it showed ${listNames(listed)}, and there lay ${listNames(there)}` };
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

/** Exactly these were replayed: these are done now, and these came back to the dead letters. */
export function replayed(facts: RunFacts, { queue, done, back }: ParametersOf<typeof replayedSchema>): Finding {
  const own = facts.letters.filter(({ died }) => died.queue === queue);
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

/** Whoever asked for some only saw some. */
function ofAll({ of }: { readonly of: AskedFor }): boolean {
  return Object.keys(of).length === 0;
}

/** The letters that lay there when this event of the trace was recorded. */
function lyingAt(letters: readonly Letter[], seq: number): Letter[] {
  return letters.filter(({ died, left }) => died.seq < seq && (left === null || left.seq > seq));
}
