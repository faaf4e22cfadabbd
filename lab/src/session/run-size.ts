import type { Scenario } from "../../../engine/scenario/schema.ts";
import { LabError } from "./errors.ts";

/**
 * The lab keeps every event of a run in the page, and makes the run before it shows it. Beyond these sizes it would take a
 * minute and more to open. So the lab refuses such a run, or stops it. `npm run bench:lab` measures what it can show.
 */
const MOST_MESSAGES = 25_000;
export const MOST_EVENTS = 200_000;

/** @throws LabError if a scenario (with variant and knobs applied) sends more than the lab can show. */
export function refuseTooLarge(scenario: Scenario): void {
  const { producers, logProducers, requesters } = scenario;
  const counts = [
    {
      what: "jobs",
      count: sum(producers.map(({ jobs, sendsAgainMs }) => (sendsAgainMs === undefined ? 1 : 2) * jobs)),
    },
    { what: "events of logs", count: sum(logProducers.map(({ events }) => events)) },
    { what: "requests", count: sum(requesters.map(({ requests }) => requests)) },
  ];
  if (sum(counts.map(({ count }) => count)) <= MOST_MESSAGES) return;
  const found = counts.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`);
  throw new LabError({
    message: `This run is too large for the lab: it has ${found.join(" and ")}, and the lab shows at most ${MOST_MESSAGES}.`,
    remedy: `Choose fewer, or run it on the command line: npm run scenario -- run ${scenario.id}`,
  });
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
