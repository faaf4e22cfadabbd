import type { Scenario } from "../../../engine/scenario/schema.ts";
import { latestWins } from "./latest-wins.ts";
import { loadRunReader } from "./load-part.ts";
import { requestOf, sameRequest } from "./run-setup.ts";
import type { OnFetch, Run, Runner, RunSetup } from "./types.ts";

const MOST_BRANCHES = 8;

/** Finds a run among the kept ones, or makes it: a run is a pure function of its request. */
export class RunShelf {
  private readonly runner: Pick<Runner, "run">;
  private made = 0;

  constructor(runner: Runner) {
    // Each session drops only its own stale requests, although several may share the engine.
    this.runner = latestWins(runner);
  }

  async obtain(
    scenario: Scenario,
    setup: RunSetup,
    kept: readonly Run[],
    onFetch?: OnFetch,
  ): Promise<{ run: Run; branches: readonly Run[] }> {
    const request = requestOf(scenario, setup);
    const known = kept.find((run) => sameRequest(run.request, request));
    if (known) return { run: known, branches: kept };
    const [result, { runOf }] = await Promise.all([this.runner.run(request, onFetch), loadRunReader()]);
    const run = runOf(++this.made, request, result);
    return { run, branches: [...kept, run].slice(-MOST_BRANCHES) };
  }
}
