import { formatCount } from "../../trace/format.ts";
import { listNames, type RunFacts } from "./facts.ts";
import { appendedTo, isExpired, readingsOf } from "./readings.ts";

/** What is missing from a scenario's logs: events gone from a log, and events that a reader missed. One text per problem. */
export function lostToReaders(facts: RunFacts): string[] {
  return facts.scenario.logs.flatMap(({ name }) => [...goneFrom(facts, name), ...missedBy(facts, name)]);
}

function goneFrom(facts: RunFacts, log: string): string[] {
  const kept = appendedTo(facts, log).filter((event) => !isExpired(facts, event)).length;
  const gone = kept - (facts.logsLastSeen.get(log)?.stored ?? 0);
  return gone > 0 ? [`gone from ${log}: ${formatCount(gone, "event")}`] : [];
}

/** Events that the reader neither read nor still has ahead, by the broker's count. A reader that never came has all ahead. */
function missedBy(facts: RunFacts, log: string): string[] {
  const left = facts.logsLastSeen.get(log)?.left ?? {};
  return readingsOf(facts, log).flatMap(({ reader, due, handled }) => {
    const open = due.filter(({ logSequence }) => !handled.has(logSequence));
    if (open.length <= (left[reader] ?? due.length)) return [];
    return [`neither read by ${reader} nor ahead of it: ${listNames(open.map(({ event }) => event))}`];
  });
}
