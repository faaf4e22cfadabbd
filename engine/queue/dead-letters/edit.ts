import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { setAt } from "../../kernel/paths.ts";
import type { ReplayOptions } from "./replay-plan.ts";

/** What is to stand at a path into a payload. */
export type Edit = { readonly path: string; readonly value: JsonValue };

/** All edits, one after the other. @throws BadInputError, from what it returns, where a path leads nowhere */
export function editorOf(edits: readonly Edit[]): NonNullable<ReplayOptions["edit"]> {
  return (payload, { sequence }) =>
    edits.reduce((before, { path, value }) => {
      const edited = setAt(before, path, value);
      if (edited !== null) return edited;
      const what = `the path ${path} leads nowhere in ${JSON.stringify(before)}`;
      throw new BadInputError(`dead letter ${sequence}`, what, "Only its last step may be new.");
    }, payload);
}
