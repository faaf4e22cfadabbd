import { transform } from "sucrase";
import { BadInputError, errorText } from "../kernel/errors.ts";
import { LARGEST_HANDLERS, type HandlersFile } from "./handlers-file.ts";

const REMEDY = "Write TypeScript or JavaScript that exports functions: export async function name(job, tools) { … }";

/**
 * The file as JavaScript: types are removed, and every line keeps its number.
 * @throws BadInputError with file and line
 */
export function stripTypes({ file, text }: HandlersFile): string {
  const extension = /\.[cm]?([jt]s)$/i.exec(file)?.[1]?.toLowerCase();
  if (extension === undefined)
    throw new BadInputError(file, "is no handlers file, expected a name that ends in .ts or .js", "Rename the file.");
  if (text.length > LARGEST_HANDLERS)
    throw new BadInputError(
      file,
      `has ${text.length} characters, expected at most ${LARGEST_HANDLERS}`,
      "Leave out what the handlers do not use.",
    );
  if (text.trim() === "") throw new BadInputError(file, "is empty, expected exported functions", REMEDY);
  if (extension === "js") return text;
  try {
    return transform(text, { transforms: ["typescript"], disableESTransforms: true, keepUnusedImports: false }).code;
  } catch (thrown) {
    throw syntaxError(file, thrown);
  }
}

/** The parser's message ends with its place: `Unexpected token (3:5)`. */
function syntaxError(file: string, thrown: unknown): BadInputError {
  const text = errorText(thrown).replace(/^Error transforming [^:]*: /, "");
  const [, what = text, line] = /^(.*?) \((\d+):\d+\)$/s.exec(text) ?? [];
  return notJavaScript(file, line === undefined ? null : Number(line), what, thrown);
}

export function notJavaScript(file: string, line: number | null, what: string, cause?: unknown): BadInputError {
  const where = line === null ? file : `${file}:${line}`;
  return new BadInputError(where, `is not TypeScript or JavaScript: ${what}`, "Fix the syntax there.", { cause });
}
