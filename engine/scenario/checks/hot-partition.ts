import { z } from "zod";
import { idText, positive } from "../../actors/fields.ts";
import type { EventOf } from "../../trace/events.ts";
import { formatCount } from "../../trace/format.ts";
import { ofType } from "../../trace/of-type.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";
import { appendedTo, readingBy } from "./readings.ts";

export const hotPartitionSchema = z.strictObject({
  kind: z
    .literal("hot-partition")
    .describe("When all other partitions were read, the fullest one had at least this number of events left."),
  log: idText,
  atLeast: positive.default(1),
});

/**
 * When each reader was done with all other partitions, the fullest one still had at least `atLeast` unread events: more
 * readers do not help, because all events of a key are in one partition.
 */
export function hotPartition(facts: RunFacts, { log, atLeast }: ParametersOf<typeof hotPartitionSchema>): Finding {
  const appended = appendedTo(facts, log);
  const hot = fullest(appended);
  const readers = facts.scenario.readers.filter((reader) => reader.log === log).map(({ name }) => name);
  const left = readers.map((reader) => leftIn(hot, appended, endsOf(facts, log, reader)));
  const least = Math.min(...left);
  return {
    holds: left.length > 0 && least >= atLeast,
    detail: `partition ${hot} had ${formatCount(Number.isFinite(least) ? least : 0, "event")} left when all others were read`,
  };
}

function fullest(appended: readonly { readonly partition: number }[]): number {
  const sizes = new Map<number, number>();
  for (const { partition } of appended) sizes.set(partition, (sizes.get(partition) ?? 0) + 1);
  return [...sizes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

function endsOf(facts: RunFacts, log: string, reader: string): EventOf<"event-handled">[] {
  return ofType(readingBy(facts, log, reader), "event-handled");
}

function leftIn(
  hot: number,
  appended: readonly { readonly partition: number }[],
  ends: readonly EventOf<"event-handled">[],
): number {
  const othersEnd = ends.findLastIndex(({ partition }) => partition !== hot);
  if (othersEnd < 0) return 0;
  const read = ends.slice(0, othersEnd).filter(({ partition }) => partition === hot).length;
  return appended.filter(({ partition }) => partition === hot).length - read;
}
