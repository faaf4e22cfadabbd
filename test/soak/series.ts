import { isRight, type Judgement, judge } from "../../engine/explore/judge.ts";
import {
  type RandomFaults,
  randomFaults,
  type RandomFaultsOptions,
  withFaults,
} from "../../engine/explore/random-faults.ts";
import { shrink } from "../../engine/explore/shrink.ts";
import type { RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import { requestFor } from "../support/runs.ts";
import { counted, EMPTY, type Tally } from "./tally.ts";

/** Runs of random faults on consecutive seeds. */
export type Series = RandomFaultsOptions & { readonly firstSeed: number; readonly runs: number };

export type Failure = {
  readonly seed: number;
  readonly faults: RandomFaults;
  readonly judgement: Judgement;
  readonly outcome: RunOutcome;
};

export type SeriesPlace = {
  readonly run: (request: RunRequest) => Promise<RunOutcome>;
  /** Runs at the same time. */
  readonly sideBySide: number;
  readonly onRun: (tally: Tally) => void;
};

export type SeriesResult = { readonly tally: Tally; readonly failures: readonly Failure[] };

const FAILURES_KEPT = 10;

/** Failures keep their whole trace, and so there are only the first so many; the tally has counted them all. */
export async function runSeries(series: Series, { run, sideBySide, onRun }: SeriesPlace): Promise<SeriesResult> {
  let tally = EMPTY;
  const failures: Failure[] = [];
  const seeds = Array.from({ length: series.runs }, (_, n) => series.firstSeed + n);
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const faults = randomFaults(seed, series);
      const outcome = await run(requestFor(faults.scenario));
      const judgement = judge(outcome);
      tally = counted(tally, judgement, outcome.events);
      if (!isRight(judgement) && failures.length < FAILURES_KEPT) failures.push({ seed, faults, judgement, outcome });
      onRun(tally);
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
  return { tally, failures: failures.toSorted((a, b) => a.seed - b.seed) };
}

/** The same failure's seed with as few faults as still end in one. */
export async function shrunk({ faults }: Failure, run: SeriesPlace["run"]): Promise<RandomFaults> {
  const stillFails = async (fewer: RandomFaults["scenario"]["faults"]) =>
    !isRight(judge(await run(requestFor(withFaults(faults, fewer).scenario))));
  const { scenario } = faults;
  const few = await shrink(scenario.faults, (fewer) => stillFails([...fewer]));
  return few.length === scenario.faults.length ? faults : withFaults(faults, [...few]);
}
