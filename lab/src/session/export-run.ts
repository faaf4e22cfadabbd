import {
  EXPORTS,
  exportRuns,
  formatDuration,
  runsAbout,
  wallNow,
  type ExportedRun,
  type ExportFormat,
} from "../../../engine/views.ts";
import { LabError } from "./errors.ts";
import type { Run } from "./types.ts";

/** What is shared of a run. */
export type Shared = {
  readonly run: Run;
  /** The last event that may be shown: before the prediction, the one at the current moment. */
  readonly lastSeq: number;
  /** Only the events about this job; null: all. */
  readonly job: string | null;
};

/** The run for another tool, as a file. @throws LabError when there is nothing to write yet. */
export function exportFile({ run, lastSeq, job }: Shared, format: ExportFormat): File {
  const { name, ending, type } = EXPORTS[format];
  const whole: ExportedRun = { title: titleOf(run), events: run.index.events.filter(({ seq }) => seq <= lastSeq) };
  const runs = job === null ? [whole] : runsAbout([whole], job);
  if (runs.every(({ events }) => events.length === 0))
    throw new LabError({ message: `${name}: nothing has happened yet.`, remedy: "Go to a later moment of the run." });
  const beganAtMs = Math.floor(wallNow() - (whole.events.at(-1)?.at ?? 0));
  return new File([exportRuns(runs, format, { beganAtMs })], `${fileName(run, job)}${ending}`, { type });
}

/** Tells the run apart from others: its scenario, its settings, what a person did to it. */
function titleOf({ request, outcome, label }: Run): string {
  const { scenario, variant, seed } = request;
  return [scenario.id, variant, outcome.header.broker, `seed ${seed}`, label].join(", ");
}

/** 'crash-redelivery-default-seed-7', and then what it shows of the run. */
export function fileName({ request: { scenario, variant, seed, interventions } }: Run, what: string | null): string {
  const fork = interventions.length === 0 ? [] : [`fork-${interventions.length}`];
  const parts = [scenario.id, variant, `seed-${seed}`, ...fork, ...(what === null ? [] : [what])];
  return parts
    .join("-")
    .replaceAll(/[^\p{L}\p{N}.-]+/gu, "-")
    .slice(0, 120);
}

/** 'at-2.523-s': a moment in a file's name. */
export const momentName = (atMs: number): string => `at-${formatDuration(Math.round(atMs))}`;
