const LONGEST_WAIT_MS = 2_000;

/** Resolves when the browser has nothing to do, and after two seconds in any case. Safari cannot tell: there, at once. */
export function whenIdle(): Promise<void> {
  if (!("requestIdleCallback" in window)) return Promise.resolve();
  return new Promise((resolve) => void requestIdleCallback(() => resolve(), { timeout: LONGEST_WAIT_MS }));
}
