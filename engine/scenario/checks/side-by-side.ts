import { z } from "zod";
import { idText, positive } from "../../actors/fields.ts";
import { ofType } from "../../trace/of-type.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";
import { readingBy } from "./readings.ts";

export const sideBySideSchema = z.strictObject({
  kind: z.literal("side-by-side").describe("How many events one reader handled at the same time, at most."),
  log: idText,
  atLeast: positive.exactOptional(),
  atMost: positive.exactOptional(),
});

/** How many events one reader handled at the same time, at most: limited by its partitions and its processes. */
export function sideBySide(
  facts: RunFacts,
  { log, atLeast = 1, atMost = Number.POSITIVE_INFINITY }: ParametersOf<typeof sideBySideSchema>,
): Finding {
  const readers = facts.scenario.readers.filter((reader) => reader.log === log);
  const most = Math.max(0, ...readers.map(({ name }) => mostInHand(facts, log, name)));
  return {
    holds: most >= atLeast && most <= atMost,
    detail: `at its busiest a reader had ${most} in hand at once`,
  };
}

function mostInHand(facts: RunFacts, log: string, reader: string): number {
  const died = new Set(ofType(facts.events, "actor-crashed").map((event) => `${event.actor}/${event.incarnation}`));
  const inHand = new Set<number>();
  let most = 0;
  for (const event of readingBy(facts, log, reader)) {
    if (event.type === "event-handled" || event.type === "event-failed") inHand.delete(event.logSequence);
    // An event whose process crashed is not being handled until it is read again.
    else if (event.type === "event-read" && !died.has(`${event.actor}/${event.incarnation}`))
      inHand.add(event.logSequence);
    most = Math.max(most, inHand.size);
  }
  return most;
}
