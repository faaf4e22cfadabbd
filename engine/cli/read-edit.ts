import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { Edit } from "../queue/dead-letters/edit.ts";

/** Parses `--set path=value`. A value that is not JSON is text. @throws BadInputError */
export function readEdit(setting: string): Edit {
  const at = setting.indexOf("=");
  if (at < 1)
    throw new BadInputError(`--set ${setting}`, "found no '=', expected path=value", "For example: --set card=new.");
  const [path, text] = [setting.slice(0, at), setting.slice(at + 1)];
  try {
    return { path, value: JSON.parse(text) as JsonValue };
  } catch {
    return { path, value: text };
  }
}
