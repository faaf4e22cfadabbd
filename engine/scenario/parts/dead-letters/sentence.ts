import { groupBy } from "../../../kernel/group-by.ts";
import { formatCount } from "../../../trace/format.ts";
import { listNames, type RunFacts } from "../../checks/facts.ts";
import { isAboutOrders } from "../flow/schema.ts";

/**
 * What lies dead-lettered at the end and the other texts do not count: what an order's steps left behind, and what nobody
 * could read in a reply queue. A run in which nothing failed may still have dead letters.
 */
export function deadLettersText({ scenario, deadLetters }: RunFacts): string {
  const counted = new Set(isAboutOrders(scenario.flow) ? [] : scenario.queues.map(({ name }) => name));
  const left = deadLetters.flatMap(({ died, left: as }) => (as === null && !counted.has(died.queue) ? [died] : []));
  const texts = [...groupBy(left, ({ queue }) => queue)].map(
    ([queue, dead]) =>
      `${formatCount(dead.length, "dead letter")} in ${queue} (${listNames(dead.map(({ job }) => job))})`,
  );
  return texts.join(", ");
}

/** Which jobs were replayed from the dead letters. */
export function replaysText({ deadLetters }: RunFacts): string {
  const again = deadLetters.filter(({ left }) => left?.as === "replayed").map(({ died }) => died.job);
  if (again.length === 0) return "";
  return `${listNames([...new Set(again)])} ${again.length === 1 ? "was" : "were"} replayed from the dead letters`;
}
