/** A thousand years: what is later cannot be written as a moment for ever. */
const LONGEST_MS = 1_000 * 365 * 86_400_000;

/** Why the server cannot wait for so long, in words; null when it can. A negative delay is over already. */
export function wrongDelay(delayMs: number): string | null {
  if (Number.isFinite(delayMs) && delayMs <= LONGEST_MS) return null;
  return `for ${delayMs} ms, and expected is a number up to ${LONGEST_MS}: leave the delay out if it is never to end`;
}
