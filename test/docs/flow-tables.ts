import { GLUE_LEVELS } from "../../engine/flow/glue/levels.ts";
import { orderStandings } from "../../engine/flow/order/outcomes.ts";
import { whatTheBusinessSaw } from "../../engine/scenario/checks/orders.ts";
import { designRows, designTable } from "../../engine/scenario/compare/level-table.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { Scenario } from "../../engine/scenario/schema.ts";
import { requestFor, SCENARIOS, shippedRun } from "../support/runs.ts";

/** The tables of engine/flow/README.md, made from runs. */
export const FLOW_SCENARIOS = SCENARIOS.filter((scenario) => scenario.flow !== undefined);
/** Those that show the glue level by level; others compare designs of their own. */
export const BY_LEVEL = FLOW_SCENARIOS.filter(({ variants }) => variants.some(({ id }) => id.startsWith("level-")));

/** What each design is made of, where nothing goes wrong. */
export async function partsTable(): Promise<string> {
  const happy = FLOW_SCENARIOS.find(({ id }) => id === "glue-happy");
  if (!happy) throw new Error("there is no scenario glue-happy");
  const outcomes = [];
  for (const { id } of happy.variants) outcomes.push(await shippedRun(`${happy.id}/${id}`));
  const table = designTable(designRows(outcomes)).map((row) => row.slice(0, -1));
  return markdown(table);
}

/** What the business saw in each scenario at each design, at the scenario's own seed. */
export async function sawTables(): Promise<string> {
  const tables: string[] = [];
  for (const scenario of FLOW_SCENARIOS) tables.push(await sawTable(scenario));
  return tables.join("\n\n");
}

async function sawTable(scenario: Scenario): Promise<string> {
  const rows: string[][] = [["design", "what the business saw"]];
  for (const { id } of scenario.variants) {
    const { events } = await shippedRun(`${scenario.id}/${id}`);
    rows.push([id, whatTheBusinessSaw(orderStandings(events))]);
  }
  return `### \`${scenario.id}\`\n\n${scenario.shows}\n\n${markdown(rows)}`;
}

/** In how many of these seeds some order came out wrong, by design, and from which level on in none. */
export type SurveyRow = { readonly wrong: readonly (number | null)[]; readonly repairedAt: string };

export async function surveyRow(scenario: Scenario, seeds: readonly number[]): Promise<SurveyRow> {
  const wrong: (number | null)[] = [];
  for (const id of DESIGNS) {
    const known = scenario.variants.some((variant) => variant.id === id);
    wrong.push(known ? await countWrong(scenario, id, seeds) : null);
  }
  return { wrong, repairedAt: repairedAt(wrong) };
}

export async function surveyTable(seeds: number, onProgress: (note: string) => void): Promise<string> {
  const rows: string[][] = [["scenario", ...DESIGNS, "repaired at"]];
  const all = Array.from({ length: seeds }, (_, i) => i + 1);
  for (const scenario of BY_LEVEL) {
    const row = await surveyRow(scenario, all);
    rows.push([scenario.id, ...row.wrong.map((count) => String(count ?? "–")), row.repairedAt]);
    onProgress(rows.at(-1)?.join("  ") ?? "");
  }
  return markdown(rows);
}

async function countWrong(scenario: Scenario, variant: string, seeds: readonly number[]): Promise<number> {
  let wrong = 0;
  for (const seed of seeds) {
    const { events, report } = await runVirtual(requestFor(scenario, { variant, seed }));
    const failed = report.checks.filter(({ outcome }) => outcome === "failed");
    if (failed.length > 0) throw new Error(`${scenario.id}, ${variant}, seed ${seed}: ${failed[0]?.detail}`);
    if (orderStandings(events).some(({ damage }) => damage.length > 0)) wrong++;
  }
  return wrong;
}

const GLUE = GLUE_LEVELS.map(({ level }) => `level-${level}`);
const DESIGNS = [...GLUE, "orchestrated"];

function repairedAt(wrong: readonly (number | null)[]): string {
  const counts = wrong.slice(0, GLUE.length);
  const lastWrong = counts.findLastIndex((count) => (count ?? 0) > 0);
  if (lastWrong === -1) return "–";
  return GLUE[lastWrong + 1] ?? "no level";
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
