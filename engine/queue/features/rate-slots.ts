/** The reserved time slots of a queue's rate: data and rules, no effects. Times are Unix milliseconds. */
export type Places = {
  /** The latest slot that was reserved. */
  readonly last: number;
  /** The interval between slots at that time. */
  readonly intervalMs: number;
  /** Earlier slots that were given back. */
  readonly free: readonly number[];
};

/**
 * Returns the next slot, and the state after it. A slot that was reserved under another rate blocks at most one interval of the
 * present rate, so a raised limit has an effect at once.
 */
export function takePlace(
  before: Places | null,
  now: number,
  intervalMs: number,
): { readonly at: number; readonly after: Places } {
  if (before === null) return { at: now, after: { last: now, intervalMs, free: [] } };
  const hasChanged = before.intervalMs !== intervalMs;
  const [first, ...others] = hasChanged ? [] : before.free.filter((at) => at >= now).toSorted((a, b) => a - b);
  if (first !== undefined) return { at: first, after: { ...before, free: others } };
  const next = before.last + intervalMs;
  const at = Math.max(now, hasChanged ? Math.min(next, now + intervalMs) : next);
  return { at, after: { last: at, intervalMs, free: [] } };
}

/** The state after a slot was given back; null if that no longer makes a difference. */
export function returnPlace(before: Places | null, at: number, intervalMs: number): Places | null {
  if (before === null || before.intervalMs !== intervalMs) return null;
  const free = [...before.free, at];
  let { last } = before;
  for (;;) {
    const n = free.findIndex((one) => isSame(one, last));
    if (n < 0) return { ...before, last, free };
    free.splice(n, 1);
    last -= intervalMs;
  }
}

/** Null for a text that is not a state; it then limits nothing. */
export function readPlaces(text: string): Places | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof read === "number") return placesOfNext(read);
  const { last, intervalMs, free } = (read ?? {}) as Partial<Places>;
  const isSound = Number.isFinite(last) && Number.isFinite(intervalMs) && Array.isArray(free);
  return isSound ? (read as Places) : null;
}

/** Earlier versions stored only the next free time. */
function placesOfNext(next: number): Places {
  return { last: next, intervalMs: 0, free: [] };
}

/** An interval may be a fraction, such as a third of a second. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.5;
}
