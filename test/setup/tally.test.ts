import { expect, test } from "vitest";
import { checkTally, sumOf, type VitestReport, vitestTally } from "./tally.ts";

const ran = (...results: readonly string[]) =>
  results.map((status, n) => ({ status, fullName: `case ${n + 1}` }) as const);

const good: VitestReport = {
  numPassedTests: 3,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ name: "a.test.ts", status: "passed", assertionResults: ran("passed", "passed", "passed") }],
};
const notLoaded = { name: "b.test.ts", status: "failed", assertionResults: [] };

test("a good run counts its tests", () => {
  expect(vitestTally(good, true)).toEqual({ passed: 3, failed: 0, notRun: 0, failures: [] });
});

test("a file that did not load is a failure beside the tests", () => {
  const report = { ...good, testResults: [...good.testResults, notLoaded] };
  const failures = ["b.test.ts did not load"];
  expect(vitestTally(report, false)).toEqual({ passed: 3, failed: 1, notRun: 0, failures });
});

test("failed tests are counted and named once, not again for their file", () => {
  const assertionResults = ran("failed", "passed", "failed");
  const report = { ...good, testResults: [{ name: "a.test.ts", status: "failed", assertionResults }] };
  const failures = ["a.test.ts: case 1", "a.test.ts: case 3"];
  expect(vitestTally(report, false)).toEqual({ passed: 3, failed: 2, notRun: 0, failures });
});

test("a run that ended badly is a failure even when each test passed", () => {
  expect(vitestTally(good, false)).toMatchObject({ failed: 1, failures: ["an error outside any test"] });
});

test("a run without a report is a failure", () => {
  expect(vitestTally(undefined, true)).toMatchObject({ passed: 0, failed: 1, notRun: 0 });
});

test("tests that were left out are seen", () => {
  expect(vitestTally({ ...good, numPendingTests: 1, numTodoTests: 1 }, true).notRun).toBe(2);
});

test("the sum is over all steps", () => {
  expect(sumOf([checkTally(true, "lint"), checkTally(false, "format"), vitestTally(good, true)])).toEqual({
    passed: 4,
    failed: 1,
    notRun: 0,
    failures: ["format"],
  });
});
