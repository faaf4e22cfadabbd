import { allQueues, producerNames } from "../names.ts";
import { ofType, type Finding, type RunFacts } from "./facts.ts";

/** Once faults stop, the run comes to its end: producers finish and every queue is empty before the limit. */
export function everythingEnds({ scenario, events, lastSeen }: RunFacts): Finding {
  const finished = new Set(ofType(events, "producer-finished").map((event) => event.actor)).size;
  const all = producerNames(scenario).length;
  if (finished < all) {
    return { holds: false, detail: `${finished} of ${all} producers and requesters had finished at the limit` };
  }
  const left = allQueues(scenario).filter((queue) => (lastSeen.get(queue.name)?.stored ?? 0) > 0);
  if (left.length > 0) {
    const text = left.map((queue) => `${lastSeen.get(queue.name)?.stored} in ${queue.name}`).join(", ");
    return { holds: false, detail: `not settled at the limit of ${scenario.limitMs} ms: ${text}` };
  }
  return { holds: true, detail: "all producers finished and all queues are empty" };
}
