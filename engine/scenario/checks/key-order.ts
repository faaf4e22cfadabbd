import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { formatCount } from "../../trace/format.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";
import { readingBy, readingsOf, type Reading } from "./readings.ts";

export const keyOrderSchema = z.strictObject({
  kind: z
    .literal("key-order")
    .describe("Each reader handled the events of a key one after the other, in the order of the log."),
  log: idText,
});

/**
 * Each reader handled the events of a key one after the other, in the order of the log: no event began before all earlier ones
 * of its key were handled, failures and crashes included. A reader that rewinds starts over.
 */
export function keyOrder(facts: RunFacts, { log }: ParametersOf<typeof keyOrderSchema>): Finding {
  const readings = readingsOf(facts, log);
  const wrong = readings.flatMap((reading) => outOfOrder(facts, log, reading));
  if (wrong.length > 0) return { holds: false, detail: `out of order: ${listNames(wrong)}` };
  const keys = new Set(readings.flatMap(({ due }) => due.map(({ key }) => key)));
  return { holds: keys.size > 0, detail: `${formatCount(keys.size, "key")}, each in its order` };
}

function outOfOrder(facts: RunFacts, log: string, { reader, due }: Reading): string[] {
  let handled = new Set<number>();
  const wrong: string[] = [];
  for (const event of readingBy(facts, log, reader)) {
    if (event.type === "offsets-forgotten") handled = new Set();
    if (event.type === "event-handled") handled.add(event.logSequence);
    if (event.type !== "event-read") continue;
    const before = due.findLast(({ key, logSequence }) => key === event.key && logSequence < event.logSequence);
    if (before === undefined || handled.has(before.logSequence)) continue;
    wrong.push(`${reader} took ${event.event} before the end of ${before.event}`);
  }
  return wrong;
}
