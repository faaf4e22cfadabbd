import { BadInputError } from "../kernel/errors.ts";
import { notJavaScript, stripTypes } from "./compile.ts";
import type { CompiledHandlers, Sandbox } from "./functions.ts";
import type { HandlersFile } from "./handlers-file.ts";
import { type Blocked, openModule, type Thrown } from "./incarnation.ts";
import { loadQuickJs } from "./quickjs.ts";

/**
 * Reads a handlers file: removes its types, evaluates it once, and lists its functions.
 * @throws BadInputError with file and line
 */
export async function compileHandlers(source: HandlersFile): Promise<CompiledHandlers> {
  const { file } = source;
  const compiled = { file, code: stripTypes(source), names: [] };
  const engine = await loadQuickJs();
  const still = { now: () => 0, random: () => 0.5 };
  const { names } = openModule(engine, compiled, still, {
    failed: (thrown) => notUsable(source, thrown),
    blocked: () => {
      throw new BadInputError(
        file,
        "does not end: it was stopped after ten million steps",
        "Work inside the functions that it exports, and end each loop.",
      );
    },
  });
  if (names.length > 0) return { ...compiled, names };
  throw new BadInputError(
    file,
    "exports no function, expected at least one",
    "Write `export` before each handler: export async function name(job, tools) { … }",
  );
}

/**
 * The functions of a run in this realm.
 * @param onBlocked called when a function does not give control back: the run must end with this error
 */
export async function openSandbox(
  compiled: CompiledHandlers,
  onBlocked: (why: BadInputError) => void,
): Promise<Sandbox> {
  const engine = await loadQuickJs();
  const { file } = compiled;
  return {
    open: (surroundings) =>
      openModule(engine, compiled, surroundings, {
        failed: (thrown) => new BadInputError(placeIn(file, thrown.line), textOf(thrown), "Correct the line."),
        blocked: (blocked) => onBlocked(blockedError(file, blocked)),
      }).functions,
  };
}

/** While code runs, QuickJS knows only the line of its last call. */
function blockedError(file: string, { name, line }: Blocked): BadInputError {
  const after = line === null ? "" : ` after line ${line}`;
  return new BadInputError(
    file,
    `${name ?? "the module"} did not give control back${after}: it was stopped after ten million steps, and the run with it`,
    "End its loop, or wait in it: await tools.sleep(100).",
  );
}

function notUsable({ file, text }: HandlersFile, { name, message, line }: Thrown): BadInputError {
  const refused = /^found an import of "(.*)", /.exec(message)?.[1];
  if (refused !== undefined) return new BadInputError(placeIn(file, lineOfImport(text, refused)), message, ONE_FILE);
  const lacking = /^Could not find export .* in module '(.*)'/.exec(message)?.[1];
  if (lacking !== undefined) return new BadInputError(placeIn(file, lineOfImport(text, lacking)), message, ONE_FILE);
  if (name === "SyntaxError") return notJavaScript(file, line, message);
  return new BadInputError(placeIn(file, line), textOf({ name, message }), "Correct the line.");
}

const ONE_FILE =
  'A handlers file is one file: import only types, and the errors for handlers, from "ackademy". Copy in what else it needs.';

function textOf({ name, message }: Pick<Thrown, "name" | "message">): string {
  return name === "" ? message : `${name}: ${message}`;
}

function placeIn(file: string, line: number | null): string {
  return line === null ? file : `${file}:${line}`;
}

/** `name` is the module's, without `./`. */
function lineOfImport(text: string, name: string): number | null {
  const at = text.split("\n").findIndex((line) => /\b(from|import)\b/.test(line) && line.includes(name));
  return at < 0 ? null : at + 1;
}
