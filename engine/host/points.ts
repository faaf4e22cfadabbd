import type { PointFault } from "../actors/actor.ts";
import type { CrashPoint } from "../trace/events.ts";
import type { PointScope } from "../trace/probe.ts";

/** Decides at each crash point that one incarnation passes whether a planned fault strikes there. */
export function createPointMatcher(
  faults: readonly PointFault[],
  incarnation: number,
): (point: CrashPoint, scope: PointScope) => PointFault | undefined {
  const passes = new Map<CrashPoint, number>();
  return (point, scope) => {
    const nth = (passes.get(point) ?? 0) + 1;
    passes.set(point, nth);
    return faults.find((fault) => {
      if (fault.point !== point) return false;
      if ("nth" in fault.of) return incarnation === 1 && fault.of.nth === nth;
      return fault.of.job === scope.job && fault.of.attempt === scope.attempt;
    });
  };
}
