import { listNames, type Finding, type RunFacts } from "./facts.ts";

/** The full queue made room by deleting what it had confirmed: so many jobs at least. */
export function dropped(
  { dropped: all, accepted }: RunFacts,
  { queue, atLeast }: { queue: string; atLeast: number },
): Finding {
  const jobs = accepted.filter((event) => event.queue === queue && all.has(event.job)).map(({ job }) => job);
  const detail = `dropped, though confirmed: ${listNames(jobs)}`;
  return { holds: jobs.length >= atLeast, detail: jobs.length === 0 ? "the queue dropped nothing" : detail };
}
