/**
 * Keyed randomness: every draw is a pure function of (seed, purpose, entity, attempt) and does not depend on earlier draws.
 * An intervention, or the other design in a twin run, therefore changes only the draws that it concerns.
 *
 * R1  The same seed and key always give the same number.
 * R2  What a run keeps of a keyed draw is an integer. A share is only there to be looked up and rounded; see `quantiles.ts`.
 */
export type RandomKey = readonly [purpose: string, entity: string | number, attempt?: number];

/** A uniform integer in [min, max], both inclusive. */
export function drawInt(seed: number, key: RandomKey, min: number, max: number): number {
  const span = max - min + 1;
  return min + (hashKey(seed, key) % span);
}

/** A uniform integer in `range`, both ends inclusive; a plain number is returned as it is. */
export function drawFrom(seed: number, key: RandomKey, range: number | readonly [number, number]): number {
  return typeof range === "number" ? range : drawInt(seed, key, range[0], range[1]);
}

/** A share between 0 and 1, both exclusive, to look up a quantile with; what is made of it must be rounded (R2). */
export function drawShare(seed: number, key: RandomKey): number {
  return (hashKey(seed, key) + 0.5) / 2 ** 32;
}

/** A 32-bit hash of seed and key. */
export function hashKey(seed: number, key: RandomKey): number {
  return hashText(`${seed}|${key[0]}|${key[1]}|${key[2] ?? 0}`);
}

/** FNV-1a over UTF-16 units, then the finalizer of MurmurHash3, so that similar keys give unrelated hashes. */
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A sequential generator (mulberry32, public domain) of numbers in [0, 1). Only the NATS client uses it, for inbox names and
 * jitter; scenarios draw by key.
 */
export function sequentialRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
