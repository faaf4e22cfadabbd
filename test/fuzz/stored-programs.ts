import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readProgram } from "./program-file.ts";
import type { Program } from "./program.ts";

/** The programs in a folder beside this file, by name: `found` once showed a difference, `known` still do. */
export function storedPrograms(folder: "found" | "known"): readonly (readonly [name: string, program: Program])[] {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path)
    .toSorted()
    .map((file) => [file.replace(/\.json$/, ""), readProgram(`${path}/${file}`)]);
}
