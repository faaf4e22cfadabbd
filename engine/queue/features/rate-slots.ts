/** Which places a queue's rate has given away: data and rules, no effects. Moments are Unix milliseconds. */
export type Places = {
  /** The last place that was taken. */
  readonly last: number;
  /** How far apart places were then. */
  readonly intervalMs: number;
  /** Earlier places that were taken and given back. */
  readonly free: readonly number[];
};

/**
 * The next place, and what is taken after that. What was taken under another rate does not count beyond one interval of
 * this one: a limit that was raised holds from now on.
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

/** What is taken when a place is given back; null when that makes no difference any more. */
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

/** Null for what is none: it then limits nothing. */
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

/** Until now an entry was the next free moment alone. */
function placesOfNext(next: number): Places {
  return { last: next, intervalMs: 0, free: [] };
}

/** An interval may be a fraction, such as a third of a second. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.5;
}
