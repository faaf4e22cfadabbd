import { orderStandings } from "../../engine/flow/order/outcomes.ts";
import { whatTheBusinessSaw } from "../../engine/scenario/checks/orders.ts";
import { designRows, designTable } from "../../engine/scenario/level-table.ts";
import { runVirtual } from "../../engine/scenario/run-virtual.ts";
import type { Scenario } from "../../engine/scenario/schema.ts";
import { requestFor, SCENARIOS } from "../support/runs.ts";

/** The tables of engine/flow/README.md, made from runs. */
export const FLOW_SCENARIOS = SCENARIOS.filter((scenario) => scenario.flow !== undefined);

/** What each design is made of, where nothing goes wrong. */
export async function partsTable(): Promise<string> {
  const happy = FLOW_SCENARIOS.find(({ id }) => id === "glue-happy");
  if (!happy) throw new Error("there is no scenario glue-happy");
  const outcomes = [];
  for (const { id } of happy.variants) outcomes.push(await runVirtual(requestFor(happy, { variant: id })));
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
    const { events } = await runVirtual(requestFor(scenario, { variant: id }));
    rows.push([id, whatTheBusinessSaw(orderStandings(events))]);
  }
  return `### \`${scenario.id}\`\n\n${scenario.shows}\n\n${markdown(rows)}`;
}

/** In how many of so many seeds some order came out wrong, scenario by design; and from which design on in none. */
export async function surveyTable(seeds: number, onProgress: (note: string) => void): Promise<string> {
  const designs = FLOW_SCENARIOS[0]?.variants.map(({ id }) => id) ?? [];
  const rows: string[][] = [["scenario", ...designs, "repaired at"]];
  // Those that show the glue level by level; others have variants of their own.
  const byLevel = FLOW_SCENARIOS.filter(({ variants }) => variants[0]?.id === designs[0]);
  for (const scenario of byLevel) {
    const wrong = new Map<string, number>();
    for (const id of designs) wrong.set(id, await countWrong(scenario, id, seeds));
    rows.push([scenario.id, ...designs.map((id) => String(wrong.get(id) ?? "–")), repairedAt(designs, wrong)]);
    onProgress(`${scenario.id}: ${[...wrong].map(([id, n]) => `${id} ${n}`).join(", ")}`);
  }
  return markdown(rows);
}

async function countWrong(scenario: Scenario, variant: string, seeds: number): Promise<number> {
  let wrong = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { events, report } = await runVirtual(requestFor(scenario, { variant, seed }));
    const failed = report.checks.filter(({ outcome }) => outcome === "failed");
    if (failed.length > 0) throw new Error(`${scenario.id}, ${variant}, seed ${seed}: ${failed[0]?.detail}`);
    if (orderStandings(events).some(({ damage }) => damage.length > 0)) wrong++;
  }
  return wrong;
}

function repairedAt(designs: readonly string[], wrong: ReadonlyMap<string, number>): string {
  const lastWrong = designs.findLastIndex((id) => id.startsWith("level-") && (wrong.get(id) ?? 0) > 0);
  if (lastWrong === -1) return "–";
  const next = designs[lastWrong + 1];
  return next?.startsWith("level-") ? next : "no level";
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
