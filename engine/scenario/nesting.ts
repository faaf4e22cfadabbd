/** Deeper than any scenario or event, and far from exhausting the stack. */
const DEEPEST = 100;
/** A YAML anchor that is used again and again makes a small file large. */
const MOST_PARTS = 1_000_000;

/**
 * Why data from outside cannot be walked through, or null if it can: it is nested too deeply, contains itself (a YAML anchor
 * can), or is far too large.
 */
export function nestingProblem(data: unknown): string | null {
  let level: unknown[] = [data];
  let parts = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return `is nested deeper than ${DEEPEST} levels, or contains itself`;
    const inner: unknown[] = [];
    for (const one of level) {
      if (typeof one !== "object" || one === null) continue;
      for (const part of Object.values(one)) {
        if (++parts > MOST_PARTS) return `has more than ${MOST_PARTS} parts`;
        if (typeof part === "object" && part !== null) inner.push(part);
      }
    }
    level = inner;
  }
  return null;
}
