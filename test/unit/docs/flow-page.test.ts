import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { GLUE_LEVELS } from "../../../engine/flow/glue/levels.ts";
import { CODE_OF_LEVEL, CODE_OF_ORDER_MACHINE } from "../../../engine/flow/glue/meter.ts";
import { countCode } from "../../docs/count-code.ts";
import { BY_LEVEL, partsTable, sawTables, surveyRow } from "../../docs/flow-tables.ts";
import { scenarioTable } from "../../docs/scenario-table.ts";
import { every, testSampled } from "../../support/sampled.ts";
import { section } from "../../docs/sections.ts";

/** What `npm run docs` writes must be what it would write now. */
const flow = (name: string) => fileURLToPath(new URL(`../../../engine/flow/${name}`, import.meta.url));
const page = readFileSync(flow("README.md"), "utf8");

test("the glue meter is counted from the code as it stands", () => {
  for (const { level } of GLUE_LEVELS) {
    expect(countCode(flow(`glue/level-${level}.ts`)), `level ${level}`).toEqual(CODE_OF_LEVEL[level]);
  }
  expect(countCode(flow("orchestrator/order-machine.ts"), { alone: true })).toEqual(CODE_OF_ORDER_MACHINE);
});

test("what it counts: not comments, not blank lines, not the log; each branch and each function", () => {
  const { lines, paths } = countCode(fileURLToPath(new URL("counted.ts", import.meta.url)));
  expect({ lines, paths }).toEqual({ lines: 8, paths: 5 });
});

describe("the page of the flow", () => {
  test("says what each design is made of", async () => {
    expect(section(page, "parts")).toBe(await partsTable());
  });

  test("says what the business saw", async () => {
    expect(section(page, "saw")).toBe(await sawTables());
  });

  testSampled(
    BY_LEVEL.map((scenario) => [scenario.id, scenario] as const),
    every(3),
  )("its survey of %s agrees with seeds that it did not see", async (id, scenario) => {
    const row = section(page, "survey")
      .split("\n")
      .find((line) => line.startsWith(`| ${id} |`));
    const sample = await surveyRow(scenario, [10_001, 10_002]);
    const cells = (row ?? "").split(" | ").slice(1);
    expect(cells.at(-1)?.replace(" |", "")).toBe(sample.repairedAt);
    for (const [i, wrong] of sample.wrong.entries()) {
      if (wrong !== null) expect(Number(cells[i]) > 0, `${id}, column ${i}`).toBe(wrong > 0);
    }
  });
});

test("the README lists every scenario in its own words", () => {
  const readme = readFileSync(fileURLToPath(new URL("../../../README.md", import.meta.url)), "utf8");
  expect(section(readme, "scenarios")).toBe(scenarioTable());
});
