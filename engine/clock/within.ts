import type { Clock } from "./clock.ts";

/** Returns whether `work` settled within `limitMs`. A rejection counts as settled; the caller must handle it. */
export function settlesWithin(clock: Clock, work: Promise<unknown>, limitMs: number): Promise<boolean> {
  return new Promise((tell) => {
    const timer = clock.setTimeout(() => tell(false), limitMs);
    const settled = () => {
      clock.clearTimeout(timer);
      tell(true);
    };
    work.then(settled, settled);
  });
}
