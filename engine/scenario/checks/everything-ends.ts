import type { TraceEvent } from "../../trace/events.ts";
import { allQueues, producerNames } from "../names.ts";
import { type Finding, type RunFacts } from "./facts.ts";

/** Once faults stop, the run comes to its end: producers finish and every queue is empty before the limit. */
export function everythingEnds({ scenario, events, lastSeen }: RunFacts): Finding {
  const finished = whoFinished(events).size;
  const all = producerNames(scenario).length;
  if (finished < all) {
    const who = scenario.desks.length > 0 ? "producers, requesters and desks" : "producers and requesters";
    return { holds: false, detail: `${finished} of ${all} ${who} had finished at the limit` };
  }
  const left = allQueues(scenario).filter((queue) => (lastSeen.get(queue.name)?.stored ?? 0) > 0);
  if (left.length > 0) {
    const text = left.map((queue) => `${lastSeen.get(queue.name)?.stored} in ${queue.name}`).join(", ");
    return { holds: false, detail: `not settled at the limit of ${scenario.limitMs} ms: ${text}` };
  }
  return { holds: true, detail: "all producers finished and all queues are empty" };
}

/** Of those who give others work, who has said that it has done its part. */
export function whoFinished(events: readonly TraceEvent[]): ReadonlySet<string> {
  const said = events.filter(({ type }) => type === "producer-finished" || type === "desk-left");
  return new Set(said.map(({ actor }) => actor));
}
