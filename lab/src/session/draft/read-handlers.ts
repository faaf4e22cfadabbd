import { loadSandbox, type HandlersFile } from "../../../../engine/browser.ts";
import { failureOf } from "../errors.ts";
import { loadPart } from "../load-part.ts";
import type { DraftProblem } from "./types.ts";

/** Reads a handlers file as the command line does: at most one problem, at its line. */
export async function readHandlers(source: HandlersFile): Promise<readonly DraftProblem[]> {
  const { compileHandlers } = await loadPart(loadSandbox);
  try {
    await compileHandlers(source);
    return [];
  } catch (thrown) {
    const { message, remedy } = failureOf(thrown);
    return [problemAt(source, message, remedy)];
  }
}

/** `./mine.ts:3: what` → the third line. */
function problemAt({ file, text }: HandlersFile, message: string, remedy: string): DraftProblem {
  const [, named, what = message] =
    new RegExp(String.raw`^(?::(\d+))?: (.*)$`, "s").exec(message.slice(file.length)) ?? [];
  const lines = text.split("\n");
  const line = Math.min(Number(named ?? 1), lines.length);
  const from = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
  return { from, to: from + (lines[line - 1]?.length ?? 0), line, message: `${what.replace(/\.$/, "")}. ${remedy}` };
}
