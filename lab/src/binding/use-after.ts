import { useEffect } from "react";

/** Calls back once so long after, counted in frames that were drawn: a page that nobody sees does not count on. Null: never. */
export function useAfter(ms: number | null, run: () => void): void {
  useEffect(() => {
    if (ms === null) return;
    let begun: number | null = null;
    const tick = (now: number) => {
      begun ??= now;
      if (now - begun >= ms) run();
      else frame = requestAnimationFrame(tick);
    };
    let frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [ms, run]);
}
