/** A thousand years: a later time cannot be written as a date at some point. */
const LONGEST_MS = 1_000 * 365 * 86_400_000;

/** Why the server cannot wait for this time, in words; null if it can. A negative delay has already passed. */
export function wrongDelay(delayMs: number): string | null {
  if (Number.isFinite(delayMs) && delayMs <= LONGEST_MS) return null;
  return `for ${delayMs} ms, expected a number up to ${LONGEST_MS}: leave the delay out if it is never to end`;
}
