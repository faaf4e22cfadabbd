import { useEffect } from "react";

/** Calls back once after this time, counted in drawn frames: a hidden page does not count. Null: never. */
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
