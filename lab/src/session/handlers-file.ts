import type { HandlersFile } from "../../../engine/sandbox/handlers-file.ts";

export function isHandlersName(name: string): boolean {
  return /\.[cm]?[jt]s$/i.test(name);
}

/** @throws RangeError for anything but a handlers file */
export function readHandlersFile(data: unknown): HandlersFile {
  const { file, text } = (data ?? {}) as { readonly file?: unknown; readonly text?: unknown };
  if (typeof file !== "string" || typeof text !== "string" || !isHandlersName(file))
    throw new RangeError("no handlers file");
  return { file: file.slice(-80), text };
}
