import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GLUE_LEVELS } from "../../engine/flow/glue/levels.ts";
import { codeTable } from "./code-table.ts";
import { countCode } from "./count-code.ts";
import { scenarioTable } from "./scenario-table.ts";
import { partsTable, sawTables, surveyTable } from "./flow-tables.ts";
import { vocabularyTable } from "./vocabulary-table.ts";
import { withSection } from "./sections.ts";

/**
 * `npm run docs`: counts the code and writes the generated tables. With `--seeds N` it also repeats the survey over N seeds
 * (200 take about ten minutes).
 */
const path = (name: string) => fileURLToPath(new URL(`../../engine/flow/${name}`, import.meta.url));
const METER = path("glue/meter.ts");
const PAGE = path("README.md");

const ARCHITECTURE = fileURLToPath(new URL("../../engine/ARCHITECTURE.md", import.meta.url));
const ENGINE_README = fileURLToPath(new URL("../../engine/README.md", import.meta.url));
const README = fileURLToPath(new URL("../../README.md", import.meta.url));

const MACHINES = [
  ["CODE_OF_ORDER_MACHINE", "orchestrator/order-machine.ts"],
  ["CODE_OF_ONE_STEP_MACHINE", "orchestrator/one-step-machine.ts"],
  ["CODE_OF_SECOND_CARRIER_MACHINE", "orchestrator/second-carrier-machine.ts"],
] as const;
const WITH_THEIR_FOLDER = [["CODE_OF_NAIVE_XSTATE", "naive-xstate/start-naive.ts"]] as const;

function writeMeter(): void {
  const sizes = GLUE_LEVELS.map(({ level }) => {
    const { lines, paths } = countCode(path(`glue/level-${level}.ts`));
    return `  ${level}: { lines: ${lines}, paths: ${paths} },`;
  });
  const counted = [
    ...MACHINES.map(([name, file]) => [name, countCode(path(file), { alone: true })] as const),
    ...WITH_THEIR_FOLDER.map(([name, file]) => [name, countCode(path(file))] as const),
  ];
  const source = counted.reduce(
    (text, [name, { lines, paths }]) =>
      text.replace(new RegExp(`${name}: CodeSize = .*;`), `${name}: CodeSize = { lines: ${lines}, paths: ${paths} };`),
    readFileSync(METER, "utf8"),
  );
  writeFileSync(
    METER,
    source.replace(/(CODE_OF_LEVEL[^=]*= \{\n)[^}]*(?:\}[^}\n]*\n[^}]*)*?\};/, `$1${sizes.join("\n")}\n};`),
  );
}

const at = process.argv.indexOf("--seeds");
const seeds = at === -1 ? null : Number(process.argv[at + 1]);
writeMeter();
let page = readFileSync(PAGE, "utf8");
page = withSection(page, "parts", await partsTable());
page = withSection(page, "saw", await sawTables());
if (seeds !== null) {
  const table = await surveyTable(seeds, (note) => process.stderr.write(`${note}\n`));
  page = withSection(page, "survey", `Runs in which some order came out wrong, of ${seeds} seeds each.\n\n${table}`);
}
writeFileSync(PAGE, page);
writeFileSync(ARCHITECTURE, withSection(readFileSync(ARCHITECTURE, "utf8"), "code", codeTable()));
writeFileSync(README, withSection(readFileSync(README, "utf8"), "scenarios", scenarioTable()));
writeFileSync(ENGINE_README, withSection(readFileSync(ENGINE_README, "utf8"), "vocabulary", vocabularyTable()));
