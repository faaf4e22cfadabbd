/** The problem line for a name that does not exist. */
export function unknown(path: string, found: string, known: readonly string[]): string {
  const list =
    known.length === 0
      ? "none: there is nothing of that kind"
      : `one of ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}`;
  return `${path}: found "${found}", expected ${list}`;
}

/** A path into the scenario, and the name found there. */
export type Use = readonly [path: string, name: string];

/** One problem line for each name that does not exist. */
export function unknownNames(uses: readonly Use[], known: readonly string[]): string[] {
  return uses.filter(([, name]) => !known.includes(name)).map(([path, name]) => unknown(path, name, known));
}
