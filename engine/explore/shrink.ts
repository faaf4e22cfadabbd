/**
 * As few of `parts` as still fail: each is left out in turn for as long as leaving out any one of them changes nothing.
 * What is left fails, and would not without any single one of its parts.
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
