import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

/** The README's table of scenarios: what each one says of itself, in the order in which they build on each other. */
export function scenarioTable(): string {
  const rows = SCENARIO_SOURCES.map(({ id, title, shows }) => `| \`${id}\` | ${title} | ${shows} |`);
  return ["| id | title | the question |", "| --- | --- | --- |", ...rows].join("\n");
}
