/**
 * Returns a minimal list of `parts` that still fails: it would pass without any single one of them. Leaves out one part at a
 * time, as long as the rest fails.
 */
export async function shrink<T>(
  parts: readonly T[],
  stillFails: (fewer: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  for (let at = 0; at < parts.length; at++) {
    const fewer = parts.toSpliced(at, 1);
    if (await stillFails(fewer)) return shrink(fewer, stillFails);
  }
  return parts;
}
