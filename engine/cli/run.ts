import { stopwatchMs } from "../clock/system-clock.ts";
import { shownServer } from "../broker/server-url.ts";
import { BadInputError } from "../kernel/errors.ts";
import { variantIds } from "../scenario/cross-check/variant-ids.ts";
import { resolveScenario } from "../scenario/run/resolve.ts";
import type { RunOutcome, RunRequest } from "../scenario/run/run-types.ts";
import type { BrokerName } from "../scenario/brokers.ts";
import type { Scenario } from "../scenario/schema.ts";
import { EXIT } from "./exit.ts";
import { combine, type CombinedReport } from "./combine.ts";
import { knobSettings } from "./knob-settings.ts";
import { withHandlers } from "./handlers-file.ts";
import { loadScenario } from "./load.ts";
import { designRows } from "../scenario/compare/level-table.ts";
import { printJson, printLines } from "./output.ts";
import { printDesigns } from "./print-designs.ts";
import { printOutcome } from "./print-outcome.ts";
import { repeatCommand } from "./repeat-command.ts";
import { runAll } from "./run-all.ts";
import { prepareTraceFile } from "./trace-file.ts";

export type RunOptions = {
  readonly broker: BrokerName;
  readonly server?: string;
  readonly seed?: number;
  readonly set: readonly string[];
  readonly variant?: string;
  readonly level?: number;
  readonly handlers?: string;
  readonly trace?: string;
  readonly json: boolean;
};

/** Runs a scenario in the requested variants, after checking all input. Returns the exit code. */
export async function run(idOrFile: string, options: RunOptions): Promise<number> {
  const startedAt = stopwatchMs();
  const scenario = await loadScenario(idOrFile);
  const requests = await withHandlers(plan(scenario, options), options.handlers);
  const writeTrace = await prepareTraceFile(options.trace);
  const outcomes = await runAll(requests, options);
  const report = combine(
    outcomes.map((outcome) => outcome.report),
    stopwatchMs() - startedAt,
  );
  // A failure to write the trace must not hide the result of the run.
  const failure: unknown = await writeTrace(outcomes).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  print(idOrFile, options, requests, outcomes, report);
  if (failure !== null) throw failure;
  return report.verdict === "passed" ? EXIT.passed : EXIT.failed;
}

function print(
  idOrFile: string,
  options: RunOptions,
  requests: readonly RunRequest[],
  outcomes: readonly RunOutcome[],
  report: CombinedReport,
): void {
  const designs = designRows(outcomes);
  if (options.json) {
    const parts = designs.length > 0 ? { designs } : {};
    printJson(process.stdout, { ...report, ...parts });
  } else {
    if (designs.length > 1) printDesigns(outcomes, designs, process.stdout);
    else for (const outcome of outcomes) printOutcome(outcome, process.stdout);
    if (report.verdict === "failed")
      printLines(process.stdout, ["", `To repeat it: ${repeatCommand(idOrFile, options, requests)}`]);
  }
}

function plan(scenario: Scenario, options: RunOptions): RunRequest[] {
  if (options.server !== undefined && options.broker !== "nats") {
    throw new BadInputError(
      "--server",
      `found "${shownServer(options.server)}" with --broker ${options.broker}, expected --broker nats`,
      "Add --broker nats, or leave out --server.",
    );
  }
  if (!scenario.brokers.includes(options.broker)) {
    throw new BadInputError(
      "--broker",
      `found ${options.broker}, expected one of ${scenario.brokers.join(", ")} for ${scenario.id}`,
      "Choose another broker; `list` shows the brokers of each scenario.",
    );
  }
  const knobs = knobSettings(scenario, options.set);
  const variant = chosenVariant(scenario, options);
  const variants = variant === undefined ? variantIds(scenario.variants) : [variant];
  const requests = variants.map((variant) => ({
    scenario,
    variant,
    knobs,
    seed: options.seed ?? scenario.seed,
    interventions: [],
  }));
  for (const request of requests) resolveScenario(request);
  return requests;
}

/** Returns the variant for `--variant` or `--level`. A level of queue glue is a variant of its scenario. */
function chosenVariant(scenario: Scenario, { variant, level }: RunOptions): string | undefined {
  if (level === undefined) return variant;
  const where = `--level ${level}`;
  if (variant !== undefined)
    throw new BadInputError(where, `found --variant ${variant} too, expected only one of them`, "Leave one out.");
  if (scenario.variants.some(({ id }) => id === `level-${level}`)) return `level-${level}`;
  throw new BadInputError(
    where,
    `found no variant "level-${level}" in ${scenario.id}, expected a scenario with queue glue`,
    "`list` shows the variants of each scenario.",
  );
}
