import type { PointFault } from "../actors/planned-faults.ts";
import type { CrashPoint } from "../trace/crash-point.ts";
import type { PointScope } from "../trace/probe.ts";

/**
 * Decides at each crash point that one incarnation passes whether a planned fault strikes there. What is in `spent`, by
 * its place in the scenario, does not strike any more, crashes aside: the point may be passed again by the same delivery.
 */
export function createPointMatcher(
  faults: readonly PointFault[],
  incarnation: number,
  spent: ReadonlySet<number> = new Set(),
): (point: CrashPoint, scope: PointScope) => PointFault | undefined {
  const passes = new Map<CrashPoint, number>();
  return (point, scope) => {
    const nth = (passes.get(point) ?? 0) + 1;
    passes.set(point, nth);
    return faults.find((fault) => {
      if (fault.point !== point || (fault.kind !== "crash" && spent.has(fault.fault))) return false;
      if ("nth" in fault.of) return incarnation === 1 && fault.of.nth === nth;
      return fault.of.job === scope.job && fault.of.attempt === scope.attempt;
    });
  };
}
