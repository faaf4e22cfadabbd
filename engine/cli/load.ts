import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { parse as parseYaml, YAMLParseError } from "yaml";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { BadInputError, errorText } from "../kernel/errors.ts";
import type { Scenario } from "../scenario/schema.ts";
import { validateScenario } from "../scenario/validate.ts";
import { COMMAND } from "./command.ts";

/** All built-in scenarios, validated. */
export function allScenarios(): Scenario[] {
  return SCENARIO_SOURCES.map((source) => validateScenario(source, `scenario ${source.id}`));
}

/** Loads a scenario by its id or from a file. @throws BadInputError naming the file and the place in it. */
export async function loadScenario(idOrFile: string): Promise<Scenario> {
  const source = SCENARIO_SOURCES.find((candidate) => candidate.id === idOrFile);
  if (source) return validateScenario(source, `scenario ${source.id}`);
  if (extname(idOrFile) === "") {
    const known = SCENARIO_SOURCES.map((candidate) => candidate.id).join(", ");
    throw new BadInputError(
      "scenario",
      `found "${idOrFile}", expected one of ${known}, or a .yaml or .json file`,
      `\`${COMMAND} list\` describes the scenarios.`,
    );
  }
  return loadScenarioFile(idOrFile);
}

export async function loadScenarioFile(file: string): Promise<Scenario> {
  return validateScenario(parseText(file, await readSmallText(file)), file);
}

/** The largest scenario file, in bytes. A built-in scenario has about 5,000; parsing ten million takes 15 seconds. */
export const LARGEST_FILE = 1_000_000;

export async function readSmallText(file: string): Promise<string> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size <= LARGEST_FILE) {
    const text = await readText(file);
    // The size of a pipe is unknown before it is read.
    if (text.length <= LARGEST_FILE) return text;
  }
  throw new BadInputError(
    file,
    `is too large, expected at most ${LARGEST_FILE} bytes`,
    "Replace lists of similar entries by counts (`jobs`, `count`, `everyMs`).",
  );
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw new BadInputError(
      file,
      `cannot be read: ${errorText(thrown)}`,
      "Check the path. It is relative to the current folder.",
      { cause: thrown },
    );
  }
}

function parseText(file: string, text: string): unknown {
  const kind = extname(file).toLowerCase();
  if (kind !== ".yaml" && kind !== ".yml" && kind !== ".json") {
    throw new BadInputError(
      file,
      `found the extension "${kind}", expected .yaml, .yml or .json`,
      "Rename the file so that its extension names its format.",
    );
  }
  try {
    return kind === ".json" ? JSON.parse(text) : parseYaml(text);
  } catch (thrown) {
    if (/call stack/.test(errorText(thrown)))
      throw new BadInputError(file, "is nested too deeply", "Reduce the nesting.");
    const place = thrown instanceof YAMLParseError && thrown.linePos ? ` (line ${thrown.linePos[0].line})` : "";
    throw new BadInputError(
      file,
      `is not ${kind === ".json" ? "JSON" : "YAML"}${place}: ${errorText(thrown).split("\n")[0]}`,
      "Fix the syntax there.",
      { cause: thrown },
    );
  }
}
