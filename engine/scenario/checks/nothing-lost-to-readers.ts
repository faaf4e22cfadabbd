import { formatCount } from "../../trace/format.ts";
import { listNames, type RunFacts } from "./facts.ts";
import { appendedTo, isOver, readingsOf } from "./readings.ts";

/** What is missing of a scenario's logs: from the log itself, and to each reader. One text a problem. */
export function lostToReaders(facts: RunFacts): string[] {
  return facts.scenario.logs.flatMap(({ name }) => [...goneFrom(facts, name), ...missedBy(facts, name)]);
}

function goneFrom(facts: RunFacts, log: string): string[] {
  const kept = appendedTo(facts, log).filter((event) => !isOver(facts, event)).length;
  const gone = kept - (facts.logsLastSeen.get(log)?.stored ?? 0);
  return gone > 0 ? [`gone from ${log}: ${formatCount(gone, "event")}`] : [];
}

/** Neither read nor still ahead, by the broker's own count; who has never come has everything ahead. */
function missedBy(facts: RunFacts, log: string): string[] {
  const left = facts.logsLastSeen.get(log)?.left ?? {};
  return readingsOf(facts, log).flatMap(({ reader, due, handled }) => {
    const open = due.filter(({ logSequence }) => !handled.has(logSequence));
    if (open.length <= (left[reader] ?? due.length)) return [];
    return [`neither read by ${reader} nor ahead of it: ${listNames(open.map(({ event }) => event))}`];
  });
}
