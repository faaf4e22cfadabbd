import type { PointFault } from "../actors/planned-faults.ts";
import type { CrashPoint } from "../trace/crash-point.ts";
import type { PointScope } from "../trace/probe.ts";

/**
 * Returns a function that decides, at each crash point that an incarnation passes, which planned fault strikes there. A fault
 * in `spent` (by its index in the scenario) does not strike again, because a delivery may pass a point twice. This does not
 * apply to crashes.
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
