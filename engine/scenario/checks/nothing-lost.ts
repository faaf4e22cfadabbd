import { allQueues } from "../names.ts";
import { listNames, type Finding, type RunFacts } from "./facts.ts";

/** Every accepted job is done, dead-lettered, or still in its queue. */
export function nothingLost(facts: RunFacts): Finding {
  const missing = allQueues(facts.scenario).flatMap((queue) => missingFrom(facts, queue.name));
  if (missing.length > 0)
    return { holds: false, detail: `neither done nor dead-lettered nor in the queue: ${listNames(missing)}` };
  return { holds: true, detail: `${facts.accepted.length} accepted, all accounted for` };
}

function missingFrom({ accepted, acked, ackSent, deadLettered, lastSeen }: RunFacts, queue: string): string[] {
  const unsettled = accepted.filter(
    (event) => event.queue === queue && !acked.has(event.job) && !deadLettered.has(event.job),
  );
  const stillStored = lastSeen.get(queue)?.stored ?? 0;
  // An ack can arrive although its sender died before it heard so: the broker's count tells.
  const open = unsettled.filter((event) => !ackSent.has(event.job)).map((event) => event.job);
  return open.length > stillStored ? open : [];
}
