import { stopwatchMs } from "../clock/system-clock.ts";
import { replayTraces } from "../scenario/run/replay.ts";
import { decodeTraces } from "../scenario/trace-codec.ts";
import { exportRuns } from "../trace/export/export.ts";
import { combine } from "./combine.ts";
import { EXIT } from "./exit.ts";
import { readText } from "./load.ts";
import { exportedRuns } from "./exported-runs.ts";
import { printJson, printLines } from "./output.ts";
import { printOutcome } from "./print-outcome.ts";

export type ReplayOptions = {
  readonly json: boolean;
  /** Draws a sequence diagram and checks nothing. */
  readonly diagram?: boolean;
  readonly of?: string;
};

/** Prints a stored trace's timeline and checks its claims again, or draws it. Returns the exit code. */
export async function replay(file: string, { json, diagram = false, of }: ReplayOptions): Promise<number> {
  const startedAt = stopwatchMs();
  const text = await readText(file);
  if (diagram) {
    const runs = exportedRuns(decodeTraces(text, file), of === undefined ? null : { option: "--of", name: of });
    printLines(process.stdout, exportRuns(runs, "mermaid", { beganAtMs: 0 }).trimEnd().split("\n"));
    return EXIT.passed;
  }
  const outcomes = replayTraces(text, file);
  const report = combine(
    outcomes.map((outcome) => outcome.report),
    stopwatchMs() - startedAt,
  );
  if (json) printJson(process.stdout, report);
  else for (const outcome of outcomes) printOutcome(outcome, process.stdout);
  return report.verdict === "passed" ? EXIT.passed : EXIT.failed;
}
