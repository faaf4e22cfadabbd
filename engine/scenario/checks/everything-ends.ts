import { FINISHING_EVENTS } from "../../actors/kinds/registry.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { allQueues, producerNames } from "../names.ts";
import { type Finding, type RunFacts } from "./facts.ts";

/**
 * Once faults stop, the run ends before its limit: all producers finish, every queue is empty and every reader has caught up
 * with its log.
 */
export function everythingEnds({ scenario, events, lastSeen, logsLastSeen }: RunFacts): Finding {
  const finished = finishedProducers(events).size;
  const all = producerNames(scenario).length;
  if (finished < all) {
    const who = [
      ["producers", "requesters"],
      scenario.logProducers.length > 0 ? ["log producers"] : [],
      scenario.operators.length > 0 ? ["operators"] : [],
    ].flat();
    const names = `${who.slice(0, -1).join(", ")} and ${who.at(-1)}`;
    return { holds: false, detail: `${finished} of ${all} ${names} had finished at the limit` };
  }
  const left = allQueues(scenario).filter((queue) => (lastSeen.get(queue.name)?.stored ?? 0) > 0);
  const behind = scenario.readers.filter(({ log, name }) => logsLastSeen.get(log)?.left[name] !== 0);
  if (left.length + behind.length > 0) {
    const text = [
      ...left.map((queue) => `${lastSeen.get(queue.name)?.stored} in ${queue.name}`),
      ...behind.map(({ log, name }) => `${logsLastSeen.get(log)?.left[name] ?? "all"} ahead of ${name}`),
    ].join(", ");
    return { holds: false, detail: `not settled at the limit of ${scenario.limitMs} ms: ${text}` };
  }
  if (scenario.logs.length === 0) return { holds: true, detail: "all producers finished and all queues are empty" };
  const queues = scenario.queues.length === 0 ? "" : ", all queues are empty";
  return { holds: true, detail: `all producers finished${queues}, and every reader has caught up` };
}

/**
 * The producers (of any kind) that have recorded that they finished. One that was started again has more to do: its present
 * incarnation must have finished.
 */
export function finishedProducers(events: readonly TraceEvent[]): ReadonlySet<string> {
  const present = new Map<string, number>();
  const finished = new Map<string, number>();
  for (const { type, actor, incarnation } of events) {
    if (type === "actor-started") present.set(actor, incarnation);
    if (FINISHING_EVENTS.includes(type)) finished.set(actor, incarnation);
  }
  const isPresent = ([actor, incarnation]: [string, number]) => incarnation >= (present.get(actor) ?? incarnation);
  return new Set([...finished].filter(isPresent).map(([actor]) => actor));
}
