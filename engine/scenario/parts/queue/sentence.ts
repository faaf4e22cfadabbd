import { formatCount } from "../../../trace/format.ts";
import { listNames, times, type RunFacts } from "../../checks/facts.ts";
import { lostOnTheWire } from "../../checks/nothing-lost.ts";

/** How many jobs are done, dead-lettered, lost and so on. Empty without queues. */
export function jobsText(facts: RunFacts): string {
  const { scenario, accepted, acked, ackSent, deadLettered, discarded, dropped, expired } = facts;
  if (scenario.queues.length === 0) return "";
  const own = new Set(scenario.queues.map((queue) => queue.name));
  const jobs = accepted.filter((event) => own.has(event.queue)).map((event) => event.job);
  const gone = new Set(lostOnTheWire(facts));
  const lost = jobs.filter((job) => gone.has(job)).length;
  const dead = jobs.filter((job) => deadLettered.has(job)).length;
  const givenUp = jobs.filter((job) => discarded.has(job)).length;
  const pushedOut = jobs.filter((job) => dropped.has(job)).length;
  const undone = jobs.filter((job) => expired.has(job)).length;
  const done = jobs.filter(
    (job) => !deadLettered.has(job) && !discarded.has(job) && !expired.has(job) && (acked.has(job) || ackSent.has(job)),
  ).length;
  const open = jobs.length - dead - givenUp - pushedOut - undone - done - lost;
  const rest = [
    dead > 0 ? `${dead} dead-lettered` : "",
    givenUp > 0 ? `${givenUp} discarded` : "",
    pushedOut > 0 ? `${pushedOut} dropped by the full queue` : "",
    undone > 0 ? `${undone} left undone` : "",
    lost > 0 ? `${lost} lost` : "",
    open > 0 ? `${open} not settled` : "",
  ].filter((text) => text !== "");
  if (rest.length === 0) return jobs.length === 1 ? "The one job is done" : `All ${jobs.length} jobs are done`;
  const parts = [`${done} ${done === 1 ? "is" : "are"} done`, ...rest];
  return `Of ${formatCount(jobs.length, "job")}, ${parts.join(", ")}`;
}

/** Which jobs were delivered more than once, and how often. */
export function redeliveryText({ deliveries }: RunFacts): string {
  const repeated = [...deliveries].filter(([, list]) => list.length > 1);
  if (repeated.length === 0) return "";
  return listNames(repeated.map(([job, list]) => `${job} was delivered ${times(list.length)}`));
}
