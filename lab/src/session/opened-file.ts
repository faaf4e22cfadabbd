import { LabError } from "./errors.ts";
import { isHandlersName } from "./handlers-file.ts";

/** A file that a person has given to the page; a browser's `File` is one. It goes to the Web Worker as it is. */
export type OpenedFile = Pick<File, "name" | "size" | "slice" | "text">;

/** The largest trace, in bytes: about 400,000 events. */
const LARGEST_TRACE = 100_000_000;
/** The largest scenario, in bytes, as on the command line. A built-in one has about 5,000. */
export const LARGEST_SCENARIO = 1_000_000;
/** A trace begins with its format. */
const TRACE_BEGINS = /^\s*\{\s*"format"\s*:\s*"ackademy-trace"/;

export type FileKind = "trace" | "scenario" | "handlers";

/**
 * What a file is, by its first bytes and by its name. It reads nothing else.
 * @throws LabError for a file that is neither a trace nor a scenario, is empty or is too large.
 */
export async function kindOfFile(file: OpenedFile): Promise<FileKind> {
  const { name, size } = file;
  const kind = TRACE_BEGINS.test(await beginningOf(file)) ? "trace" : kindByName(name);
  if (kind === null) {
    throw new LabError({
      message: `${name}: is not a trace, a scenario or a handlers file.`,
      remedy:
        "Open a .jsonl file that `run --trace` wrote, a scenario in a .yaml or .json file, or handlers in a .ts or .js file.",
    });
  }
  if (size === 0) throw new LabError({ message: `${name}: is empty.`, remedy: "Choose a file with text in it." });
  const largest = kind === "trace" ? LARGEST_TRACE : LARGEST_SCENARIO;
  if (size > largest) {
    const remedy =
      kind === "trace"
        ? "Read it on the command line: npm run -s scenario -- replay FILE"
        : "Replace lists of similar entries by counts (`jobs`, `count`, `everyMs`).";
    throw new LabError({ message: `${name}: is too large: ${size} bytes, expected at most ${largest}.`, remedy });
  }
  return kind;
}

async function beginningOf(file: OpenedFile): Promise<string> {
  try {
    return await file.slice(0, 100).text();
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
}

/** The text of a file. @throws LabError when it cannot be read (a folder, or a file that was deleted meanwhile). */
export async function textOf(file: OpenedFile): Promise<string> {
  try {
    return await file.text();
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
}

function unreadable({ name }: OpenedFile, cause: unknown): LabError {
  const remedy = "Choose a file, not a folder, and choose it again if it has changed.";
  return new LabError({ message: `${name}: cannot be read.`, remedy }, { cause });
}

function kindByName(name: string): FileKind | null {
  if (/\.(jsonl|ndjson)$/i.test(name)) return "trace";
  if (isHandlersName(name)) return "handlers";
  return /\.(ya?ml|json)$/i.test(name) ? "scenario" : null;
}

/** Where lab/start.mjs serves the one file that `scenario open` was given, relative to the page. */
export const SERVED_FOLDER = "opened/";
export const SERVED_TYPE = "application/vnd.ackademy";
