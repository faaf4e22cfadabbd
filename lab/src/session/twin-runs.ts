import type { Scenario } from "../../../engine/scenario/schema.ts";
import { SIDES, type OfSides, type Side } from "../twin/types.ts";
import { RunShelf } from "./run-shelf.ts";
import { pairOf } from "./twin-pairs.ts";
import type { Run, Runner } from "./types.ts";
import type { TwinSetup, TwinState } from "./twin-types.ts";

/** The runs of both sides. Kept runs are found again; others are made one at a time in the one worker. */
export class TwinShelf {
  private readonly shelves: OfSides<RunShelf>;
  private kept: { [side in Side]: readonly Run[] } = { glue: [], orchestrated: [] };

  constructor(runner: Runner) {
    this.shelves = { glue: new RunShelf(runner), orchestrated: new RunShelf(runner) };
  }

  clear(): void {
    this.kept = { glue: [], orchestrated: [] };
  }

  /** Null if a newer command no longer needs them. */
  async obtain(scenario: Scenario, setup: TwinSetup, isWanted: () => boolean): Promise<OfSides<Run> | null> {
    const variants = pairOf(scenario, setup.variant);
    const found: Partial<Record<Side, Run>> = {};
    for (const side of SIDES) {
      const one = {
        ...setup,
        variant: variants[side],
        interventions: setup.interventions[side],
        broker: "sim" as const,
      };
      const { run, branches } = await this.shelves[side].obtain(scenario, one, this.kept[side]);
      if (!isWanted()) return null;
      this.kept[side] = branches;
      found[side] = run;
    }
    const { glue, orchestrated } = found;
    return glue && orchestrated ? { glue, orchestrated } : null;
  }
}

/** The current settings. */
export function twinSetupIn({ variants, knobs, seed, interventions }: TwinState, atMs: number): TwinSetup {
  return { variant: variants.glue, knobs, seed, interventions, atMs };
}
