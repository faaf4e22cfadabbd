import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { setAt } from "../../kernel/paths.ts";

/** What is to stand at a path into a payload. */
export type Edit = { readonly path: string; readonly value: JsonValue };

/** All edits, one after the other. @throws BadInputError, from what it returns, where a path leads nowhere */
export function editorOf(edits: readonly Edit[]): (payload: JsonValue) => JsonValue {
  return (payload) => edits.reduce(applyEdit, payload);
}

function applyEdit(payload: JsonValue, { path, value }: Edit): JsonValue {
  const edited = setAt(payload, path, value);
  if (edited !== null) return edited;
  const what = `the path leads nowhere in ${JSON.stringify(payload)}`;
  throw new BadInputError(`the edit of ${path}`, what, "Only its last step may be new.");
}
