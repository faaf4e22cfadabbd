/** What a step contributes to the closing line. */
export type Tally = { readonly passed: number; readonly failed: number; readonly notRun: number };

/** The part of vitest's JSON report that is read here. */
export type VitestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
};

/** One check that is a single yes or no. */
export function checkTally(succeeded: boolean): Tally {
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, notRun: 0 };
}

/**
 * The tests of one vitest run. A file that did not load has no tests and counts as one failure; so does a run that
 * left no report, or that ended badly although each test passed (an error outside any test).
 */
export function vitestTally(report: VitestReport | undefined, succeeded: boolean): Tally {
  if (report === undefined) return checkTally(false);
  const filesNotLoaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + filesNotLoaded;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !succeeded ? 1 : failed,
    notRun: report.numPendingTests + report.numTodoTests,
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const total = { passed: 0, failed: 0, notRun: 0 };
  for (const { passed, failed, notRun } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.notRun += notRun;
  }
  return total;
}
