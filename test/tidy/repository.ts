import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Every file that is, or would be, committed: paths from the root. */
export const files: readonly string[] = execFileSync(
  "git",
  ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
  { cwd: ROOT, encoding: "utf8" },
)
  .split("\0")
  .filter((file) => file !== "" && existsSync(join(ROOT, file)));

/** Written by hand in a programming language. */
export const sources: readonly string[] = files.filter((file) => /\.(ts|tsx|js|mjs|css)$/.test(file));

export function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

export function linesIn(file: string): number {
  return read(file).trimEnd().split("\n").length;
}

/** `file:line  text` of every line that matches, outside `except`. */
export function linesThatMatch(pattern: RegExp, among: readonly string[]): string[] {
  return among.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}  ${line.trim().slice(0, 120)}`] : [])),
  );
}
