import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { setAt } from "../../kernel/paths.ts";
import type { ReplayOptions } from "./replay-plan.ts";

/** An edit of a payload: sets the value at a path. */
export type Edit = { readonly path: string; readonly value: JsonValue };

/** Returns a function that makes all edits in turn. It throws BadInputError for a path that does not exist. */
export function editorOf(edits: readonly Edit[]): NonNullable<ReplayOptions["edit"]> {
  return (payload, { sequence }) =>
    edits.reduce((before, { path, value }) => {
      const edited = setAt(before, path, value);
      if (edited !== null) return edited;
      const what = `found no path ${path} in ${JSON.stringify(before)}`;
      throw new BadInputError(`dead letter ${sequence}`, what, "Name an existing path; only its last part may be new.");
    }, payload);
}
