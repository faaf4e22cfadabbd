import { expect, test } from "vitest";
import { logsText } from "../../../engine/scenario/parts/log/sentence.ts";
import { appended, logFacts, looked } from "../../support/log-traces.ts";
import { factsOf } from "../../support/traces.ts";

const place = (n: number) => ({ event: `placed-${n}`, key: "a", partition: 0, logSequence: n });
const two = [...appended(place(1), 0), ...appended(place(2), 10)];

test("what a log holds, who is through, and who is not", () => {
  const text = (stored: number, left: { readonly [reader: string]: number }) =>
    logsText(logFacts([...two, looked(50, stored, left)]));
  expect(text(2, { search: 0, report: 0 })).toBe(
    "the log diary holds all 2 events, read to the end by search and report",
  );
  expect(text(2, { search: 0, report: 1 })).toBe(
    "the log diary holds all 2 events, read to the end by search, report has 1 left",
  );
  expect(text(0, { search: 2 })).toBe("the log diary holds 0 of 2 events, search has 2 left, report never came");
});

test("without logs there is nothing to say", () => {
  expect(logsText(factsOf([]))).toBe("");
});
