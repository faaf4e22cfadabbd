import type { Scenario } from "../../../engine/scenario/schema.ts";
import { SIDES, type OfSides, type Side } from "../projection/types-twin.ts";
import { LabError } from "./errors.ts";
import { RunShelf } from "./run-shelf.ts";
import type { Run, Runner } from "./types.ts";
import type { TwinSetup, TwinState } from "./twin-types.ts";

/** The runs of both sides: kept ones are found again, others are made one after the other in the one worker. */
export class TwinShelf {
  private readonly shelves: OfSides<RunShelf>;
  private kept: { [side in Side]: readonly Run[] } = { glue: [], orchestrated: [] };

  constructor(runner: Runner) {
    this.shelves = { glue: new RunShelf(runner), orchestrated: new RunShelf(runner) };
  }

  clear(): void {
    this.kept = { glue: [], orchestrated: [] };
  }

  /** Null when nobody wants them any more half-way. */
  async obtain(scenario: Scenario, setup: TwinSetup, isWanted: () => boolean): Promise<OfSides<Run> | null> {
    const variants = { glue: setup.variant, orchestrated: orchestratedVariant(scenario) };
    const found: Partial<Record<Side, Run>> = {};
    for (const side of SIDES) {
      const one = { ...setup, variant: variants[side], interventions: setup.interventions[side] };
      const { run, branches } = await this.shelves[side].obtain(scenario, one, this.kept[side]);
      if (!isWanted()) return null;
      this.kept[side] = branches;
      found[side] = run;
    }
    const { glue, orchestrated } = found;
    return glue && orchestrated ? { glue, orchestrated } : null;
  }
}

const designOf = ({ set }: Scenario["variants"][number]): string => {
  const design = set["flow.design"];
  return typeof design === "string" ? design : "";
};

/** The levels of queue glue among a scenario's variants. */
export function glueVariants({ variants }: Pick<Scenario, "variants">): Scenario["variants"] {
  return variants.filter((variant) => designOf(variant).startsWith("glue-"));
}

/** @throws LabError when a scenario has no orchestrated design. */
export function orchestratedVariant({ id, variants }: Pick<Scenario, "id" | "variants">): string {
  const found = variants.find((variant) => designOf(variant) === "orchestrated");
  if (found) return found.id;
  throw new LabError({
    message: `${id} has no orchestrated design to lay beside it.`,
    remedy: "Choose one of the chapters on a flow over queues.",
  });
}

/** The settings that the state shows now. */
export function twinSetupIn({ variants, knobs, seed, interventions }: TwinState, atMs: number): TwinSetup {
  return { variant: variants.glue, knobs, seed, interventions, atMs };
}
