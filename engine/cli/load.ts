import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { parse as parseYaml, YAMLParseError } from "yaml";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { BadInputError, errorText } from "../kernel/errors.ts";
import type { Scenario } from "../scenario/schema.ts";
import { validateScenario } from "../scenario/validate.ts";

/** All scenarios of our own, checked. */
export function allScenarios(): Scenario[] {
  return SCENARIO_SOURCES.map((source) => validateScenario(source, `scenario ${source.id}`));
}

/** A scenario by its id or from a file. @throws BadInputError naming the file and the place in it. */
export async function loadScenario(idOrFile: string): Promise<Scenario> {
  const source = SCENARIO_SOURCES.find((candidate) => candidate.id === idOrFile);
  if (source) return validateScenario(source, `scenario ${source.id}`);
  if (extname(idOrFile) === "") {
    const known = SCENARIO_SOURCES.map((candidate) => candidate.id).join(", ");
    throw new BadInputError(
      "scenario",
      `found "${idOrFile}", expected one of ${known}, or a .yaml or .json file`,
      "`npm run -s scenario -- list` says what each one shows.",
    );
  }
  return loadScenarioFile(idOrFile);
}

export async function loadScenarioFile(file: string): Promise<Scenario> {
  return validateScenario(parseText(file, await readSmallText(file)), file);
}

/** The largest scenario file, in bytes. Ours have some 5,000; to parse ten million takes a quarter of a minute. */
export const LARGEST_FILE = 1_000_000;

async function readSmallText(file: string): Promise<string> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size <= LARGEST_FILE) {
    const text = await readText(file);
    // A pipe has no size beforehand.
    if (text.length <= LARGEST_FILE) return text;
  }
  throw new BadInputError(
    file,
    `is larger than ${LARGEST_FILE} bytes, which no scenario file may be`,
    "Say with numbers (`jobs`, `count`, `everyMs`) what it says one by one.",
  );
}

export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw new BadInputError(
      file,
      `cannot be read: ${errorText(thrown)}`,
      "Check the path; it is taken from the folder in which you are.",
      { cause: thrown },
    );
  }
}

function parseText(file: string, text: string): unknown {
  const kind = extname(file).toLowerCase();
  if (kind !== ".yaml" && kind !== ".yml" && kind !== ".json") {
    throw new BadInputError(
      file,
      `found the ending "${kind}", expected .yaml, .yml or .json`,
      "Rename the file to say what it holds.",
    );
  }
  try {
    return kind === ".json" ? JSON.parse(text) : parseYaml(text);
  } catch (thrown) {
    if (/call stack/.test(errorText(thrown)))
      throw new BadInputError(file, "is nested too deeply", "Mend the syntax there.");
    const place = thrown instanceof YAMLParseError && thrown.linePos ? ` (line ${thrown.linePos[0].line})` : "";
    throw new BadInputError(
      file,
      `is not ${kind === ".json" ? "JSON" : "YAML"}${place}: ${errorText(thrown).split("\n")[0]}`,
      "Mend the syntax there.",
      { cause: thrown },
    );
  }
}
