import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reportOn } from "../../../engine/scenario/run/report.ts";
import { decodeTraces } from "../../../engine/scenario/trace-codec.ts";

/** Written by 0.1.0, on the simulated broker when it was called `tab`: `run dlq-operator --trace` and `run zombie-late-ack --trace`. */
const file = new URL("../../support/older/traces.jsonl", import.meta.url);

test("a trace from before the names changed opens, and is judged as it was", () => {
  const stored = decodeTraces(readFileSync(file, "utf8"), "traces.jsonl");
  expect(stored.length).toBeGreaterThan(1);
  for (const { header, events } of stored) {
    expect(header.broker).toBe("sim");
    const run = events.filter(({ type }) => type !== "check-passed" && type !== "check-failed");
    const { checks } = reportOn(header, run, 0);
    const told = (wanted: "check-passed" | "check-failed") =>
      events.flatMap((event) => (event.type === wanted ? [event.check] : []));
    const judged = (wanted: "passed" | "failed") =>
      checks.filter(({ outcome }) => (outcome === "expected" ? "passed" : outcome) === wanted).map(({ id }) => id);
    expect(judged("passed")).toEqual(told("check-passed"));
    expect(judged("failed")).toEqual(told("check-failed"));
  }
});
