/** Where the learner was: kept in the browser's storage, so that the home page can offer to continue there. */
export type LastPlace = {
  readonly title: string;
  /** Of the run. */
  readonly atMs: number;
  /** The address of the run at that moment, beginning with '#/'. It is checked like any link when it is opened. */
  readonly href: string;
};

const KEY = "ackademy-last-place";

/** Null if there is none, or none that can be read. */
export function lastPlace(): LastPlace | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isPlace(kept) ? kept : null;
  } catch {
    return null;
  }
}

export function keepPlace(place: LastPlace): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(place));
  } catch {
    // The storage is closed or full: there is nothing to continue then.
  }
}

export function forgetPlace(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // What cannot be removed was not kept.
  }
}

function isPlace(data: unknown): data is LastPlace {
  if (typeof data !== "object" || data === null) return false;
  const { title, atMs, href } = data as Record<keyof LastPlace, unknown>;
  const isMoment = typeof atMs === "number" && atMs >= 0;
  return typeof title === "string" && isMoment && typeof href === "string" && href.startsWith("#/run/");
}
