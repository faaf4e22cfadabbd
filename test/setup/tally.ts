/** What a step contributes to the closing line. */
export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  /** What failed, by name: repeated at the end, where the last lines of a long log show it. */
  readonly failures: readonly string[];
};

/** The part of vitest's JSON report that is read here. */
export type VitestReport = {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

/** One check that is a single yes or no. */
export function checkTally(succeeded: boolean, failure: string): Tally {
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, notRun: 0, failures: succeeded ? [] : [failure] };
}

/**
 * The tests of one vitest run. A file that did not load has no tests and counts as one failure; so does a run that
 * left no report, or that ended badly although each test passed (an error outside any test).
 */
export function vitestTally(report: VitestReport | undefined, succeeded: boolean): Tally {
  if (report === undefined) return checkTally(false, "the run left no report");
  const failures = report.testResults.flatMap(({ name, status, assertionResults }) => {
    if (status === "failed" && assertionResults.length === 0) return [`${name} did not load`];
    return assertionResults.flatMap((one) => (one.status === "failed" ? [`${name}: ${one.fullName}`] : []));
  });
  if (failures.length === 0 && !succeeded) failures.push("an error outside any test");
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    notRun: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

export function sumOf(tallies: readonly Tally[]): Tally {
  const total = { passed: 0, failed: 0, notRun: 0 };
  for (const { passed, failed, notRun } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.notRun += notRun;
  }
  return { ...total, failures: tallies.flatMap(({ failures }) => failures) };
}
