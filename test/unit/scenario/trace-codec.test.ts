import { beforeAll, expect, test } from "vitest";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import { decodeTraces, encodeTrace } from "../../../engine/scenario/trace-codec.ts";
import { reportOn } from "../../../engine/scenario/run/report.ts";
import type { RunOutcome } from "../../../engine/scenario/run/run-types.ts";
import { ALL_RUNS, shippedRun } from "../../support/runs.ts";

let outcome: RunOutcome;
let lines: string[];
beforeAll(async () => {
  outcome = await shippedRun("double-charge/without-key");
  lines = encodeTrace(outcome).trimEnd().split("\n");
});

test.each(ALL_RUNS)("%s: what is stored is read back, and judged alike", async (name) => {
  const run = await shippedRun(name);
  const [stored, ...others] = decodeTraces(encodeTrace(run), "t.jsonl");
  expect(others).toEqual([]);
  expect(stored?.header).toEqual(run.header);
  expect(stored?.events.slice(0, run.events.length)).toEqual(run.events);
  const again = stored && reportOn(stored.header, stored.events, 0);
  expect(again).toEqual({ ...run.report, wallMs: 0 });
});

test("its last events are the checks; what was not claimed is none", () => {
  const checks = outcome.report.checks.filter((check) => check.outcome !== "not-applicable");
  const last = lines
    .slice(-checks.length)
    .map((line) => JSON.parse(line) as { type: string; check: string; seq: number });
  expect(last.map(({ check, type }) => [check, type])).toEqual(checks.map(({ id }) => [id, "check-passed"]));
  expect(last.at(-1)?.seq).toBe(lines.length - 1);
});

test("several runs stand one after the other; empty lines do not matter", () => {
  const text = `${lines.join("\n")}\n\n${lines.join("\r\n")}\n`;
  expect(decodeTraces(text, "t.jsonl").map(({ events }) => events.length)).toEqual([
    lines.length - 1,
    lines.length - 1,
  ]);
});

/** The line that is changed (from 1), into what, and what the error must say after file and line. */
const BAD: readonly [name: string, line: number, change: (text: string) => string, says: string][] = [
  ["not JSON", 3, (text) => text.slice(0, -5), "is not JSON"],
  ["no object", 3, () => "[]", "found no object"],
  [
    "an unknown event",
    4,
    (text) => text.replace(/"type":"[^"]*"/, '"type":"job-eaten"'),
    'type: found "job-eaten", expected an event type',
  ],
  ["a missing event", 5, () => "", "seq: found 5, expected 4: an event is missing or was moved"],
  [
    "an event without an actor",
    6,
    (text) => text.replace(/"actor":"[^"]*",/, ""),
    "actor: found nothing, expected a value",
  ],
  ["an event before the run", 6, (text) => text.replace(/"at":\d+/, '"at":-1'), "at: found -1, expected at least 0"],
  ["a field of another type", 6, (text) => text.replace('"queue":"', '"queue":7,"of":"'), "found 7, expected string"],
  ["a field that is missing", 5, (text) => text.replace(/"job":"[^"]*",/, ""), "found a job-sent that lacks a field"],
  [
    "another format",
    1,
    (text) => text.replace("ackademy-trace", "other-trace"),
    'found format "other-trace" version 2',
  ],
  [
    "a later format",
    1,
    (text) => text.replace('"formatVersion":2', '"formatVersion":3'),
    'version 3, expected "ackademy-trace" version 1 or 2',
  ],
  ["no header", 1, () => "", "found an event, expected the header that begins a trace"],
  [
    "a header with a wrong broker",
    1,
    (text) => text.replace('"broker":"sim"', '"broker":"rabbit"'),
    'broker: found "rabbit", expected sim or nats',
  ],
  [
    "a header with a wrong scenario",
    1,
    (text) => text.replace('"hopMs":150', '"hopMs":0'),
    "scenario: hopMs: found 0, expected at least 1",
  ],
  [
    "a header without a seed",
    1,
    (text) => text.replace(/"seed":3,"interventions"/, '"interventions"'),
    "seed: found undefined, expected a number",
  ],
];

test.each(BAD)("%s: the error names file and line", (_name, at, change, says) => {
  const changed = lines.map((line, index) => (index === at - 1 ? change(line) : line));
  const where = changed[at - 1] === "" ? at + 1 : at;
  const decode = () => decodeTraces(changed.join("\n"), "t.jsonl");
  expect(decode).toThrow(BadInputError);
  expect(decode).toThrow(`t.jsonl, line ${where}`);
  expect(decode).toThrow(says);
});

test("an empty file is no trace", () => {
  expect(() => decodeTraces("\n\n", "t.jsonl")).toThrow("t.jsonl: found nothing, expected a trace");
});
