import type { Clock } from "./clock.ts";

/** Whether `work` settled before `limitMs` passed. What it throws is its owner's to see to, and counts as settled. */
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
