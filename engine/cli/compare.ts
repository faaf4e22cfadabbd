import { BadInputError } from "../kernel/errors.ts";
import { compareOutcomes, type Comparison } from "../scenario/compare/compare.ts";
import { comparisonTable, divergenceLines } from "../scenario/compare/compare-table.ts";
import { hasDesigns } from "../scenario/compare/design-name.ts";
import { resolveScenario } from "../scenario/run/resolve.ts";
import type { RunOutcome, RunRequest } from "../scenario/run/run-types.ts";
import type { BrokerName } from "../scenario/brokers.ts";
import type { Scenario } from "../scenario/schema.ts";
import { aligned } from "./aligned.ts";
import { EXIT } from "./exit.ts";
import { loadScenario } from "./load.ts";
import { printJson, printLines } from "./output.ts";
import { paint } from "./paint.ts";
import { runAll } from "./run-all.ts";

export type CompareOptions = {
  readonly levels: readonly number[];
  readonly seed?: number;
  readonly seeds?: readonly [number, number];
  readonly broker: BrokerName;
  readonly server?: string;
  readonly json: boolean;
  readonly markdown: boolean;
};

/** Runs a flow in each requested design, on the same seeds and faults, and prints a comparison. Returns the exit code. */
export async function compare(idOrFile: string, options: CompareOptions): Promise<number> {
  const scenario = await loadScenario(idOrFile);
  const perSeed = plan(scenario, options);
  const outcomes: RunOutcome[] = [];
  for (const requests of perSeed) {
    outcomes.push(...(await runAll(requests, options)));
  }
  print(scenario, compareOutcomes(outcomes), options);
  return outcomes.some(({ report }) => report.verdict === "failed") ? EXIT.failed : EXIT.passed;
}

/** One list of runs for each seed, with each design once. Every request is checked before the first run starts. */
function plan(scenario: Scenario, { levels, seed, seeds, broker }: CompareOptions): RunRequest[][] {
  if (!hasDesigns(scenario)) {
    const remedy = "`list` shows the scenarios; those with two designs have a variant named orchestrated.";
    throw new BadInputError(scenario.id, "has no flow to compare, expected a scenario with two designs", remedy);
  }
  if (!scenario.brokers.includes(broker)) {
    const expected = `expected one of ${scenario.brokers.join(", ")} for ${scenario.id}`;
    throw new BadInputError(
      "--broker",
      `found ${broker}, ${expected}`,
      "Choose another broker; `list` shows the brokers of each scenario.",
    );
  }
  const wanted = levels.map((level) => `level-${level}`);
  const variants = scenario.variants.map(({ id }) => id).filter((id) => wanted.includes(id) || !/^level-\d$/.test(id));
  const [first, last] = seeds ?? [seed ?? scenario.seed, seed ?? scenario.seed];
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const perSeed = all.map((each) =>
    variants.map((variant) => ({ scenario, variant, knobs: {}, seed: each, interventions: [] })),
  );
  for (const request of perSeed[0] ?? []) resolveScenario(request);
  return perSeed;
}

function print(scenario: Scenario, comparison: Comparison, { json, markdown }: CompareOptions): void {
  if (json) {
    printJson(process.stdout, comparison);
    return;
  }
  const style = paint(process.stdout);
  const table = comparisonTable(comparison);
  const { seeds, broker, firstDivergence } = comparison;
  const span = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]}..${seeds.at(-1)}`;
  const heading = `${scenario.id} · broker ${broker} · ${span}`;
  const divergence = firstDivergence
    ? [`First divergence, between ${firstDivergence.between.join(" and ")}:`, ...divergenceLines(firstDivergence)]
    : ["The designs do not diverge."];
  const lines = markdown
    ? [`## ${scenario.title}`, "", heading, "", ...markdownTable(table), "", "```diff", ...divergence, "```"]
    : [
        "",
        style("bold", scenario.title),
        style("dim", heading),
        "",
        ...aligned(table, "first").map((row) => row.join("  ")),
        "",
        ...divergence,
      ];
  printLines(process.stdout, lines);
}

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
