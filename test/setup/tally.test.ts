import { expect, test } from "vitest";
import { checkTally, sumOf, type VitestReport, vitestTally } from "./tally.ts";

const good: VitestReport = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: "passed", assertionResults: [{}, {}, {}] }],
};

test("a good run counts its tests", () => {
  expect(vitestTally(good, true)).toEqual({ passed: 3, failed: 0, notRun: 0 });
});

test("a file that did not load is a failure beside the tests", () => {
  const report = { ...good, testResults: [...good.testResults, { status: "failed", assertionResults: [] }] };
  expect(vitestTally(report, false)).toEqual({ passed: 3, failed: 1, notRun: 0 });
});

test("failed tests are counted once, not again for their file", () => {
  const report = { ...good, numFailedTests: 2, testResults: [{ status: "failed", assertionResults: [{}, {}] }] };
  expect(vitestTally(report, false)).toEqual({ passed: 3, failed: 2, notRun: 0 });
});

test("a run that ended badly is a failure even when each test passed", () => {
  expect(vitestTally(good, false).failed).toBe(1);
});

test("a run without a report is a failure", () => {
  expect(vitestTally(undefined, true)).toEqual({ passed: 0, failed: 1, notRun: 0 });
});

test("tests that were left out are seen", () => {
  expect(vitestTally({ ...good, numPendingTests: 1, numTodoTests: 1 }, true).notRun).toBe(2);
});

test("the sum is over all steps", () => {
  expect(sumOf([checkTally(true), checkTally(false), vitestTally(good, true)])).toEqual({
    passed: 4,
    failed: 1,
    notRun: 0,
  });
});
