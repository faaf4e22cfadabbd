import type { RunOutcome, RunRequest } from "../scenario/run-types.ts";
import { runVirtual } from "../scenario/run-virtual.ts";

/** In virtual time there is one realm, so runs take their turns. */
export async function runInTurn(requests: readonly RunRequest[]): Promise<RunOutcome[]> {
  const outcomes: RunOutcome[] = [];
  for (const request of requests) outcomes.push(await runVirtual(request));
  return outcomes;
}
