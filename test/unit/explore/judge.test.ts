import { describe, expect, test } from "vitest";
import { isRight, judge } from "../../../engine/explore/judge.ts";
import { randomFaults } from "../../../engine/explore/random-faults.ts";
import { reportOn } from "../../../engine/scenario/run/report.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { RunOutcome } from "../../../engine/scenario/run/run-types.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import { requestFor } from "../../support/runs.ts";

const outcome = await runVirtual(requestFor(randomFaults(2, { design: "orchestrated" }).scenario));

/** The same run, told otherwise. */
function altered(change: (events: readonly TraceEvent[]) => readonly TraceEvent[]): RunOutcome {
  const events = change(outcome.events);
  return { ...outcome, events, report: reportOn(outcome.header, events, 0) };
}

const effect = (name: string, job: string, amountCents = 0) =>
  ({ ...outcome.events.at(-1), type: "effect-applied", effect: name, job, key: null, amountCents }) as TraceEvent;
const wrongIn = (change: (events: readonly TraceEvent[]) => readonly TraceEvent[]) => judge(altered(change)).wrong;

describe("the judge of random runs", () => {
  test("a run in which all came right", () => {
    expect(judge(outcome)).toMatchObject({ wrong: [], run: [] });
    expect(isRight(judge(outcome))).toBe(true);
    expect(judge(outcome).orders.map(({ believed }) => believed)).toContain("completed");
  });

  test("J2: an order whose end nobody tells of is stuck", () => {
    const wrong = wrongIn((events) =>
      events.filter((event) => event.type !== "flow-ended" || event.flow !== "order-1"),
    );
    expect(wrong).toEqual([{ order: "order-1", problems: ["stuck"] }]);
  });

  test("J1: an order that was never asked for", () => {
    const { run } = judge(altered((events) => events.filter(({ type }) => type !== "job-sent")));
    expect(run).toEqual(["4 of 4 orders were never placed"]);
  });

  test("J2: what was done twice and compensated once was done twice all the same", () => {
    const wrong = wrongIn((events) => [
      ...events,
      effect("charge", "order-1", 2_000),
      effect("refund", "order-1", -2_000),
    ]);
    expect(wrong).toEqual([{ order: "order-1", problems: ["done-twice"] }]);
  });

  test("J2: a parcel that was called back though it never left", () => {
    const cancelled = judge(outcome).orders.find(({ believed }) => believed === "cancelled")?.order ?? "";
    const wrong = wrongIn((events) => [...events, effect("recall", cancelled)]);
    expect(wrong).toMatchObject([{ order: cancelled, problems: ["undone-too-often"] }]);
  });

  test("J2: work for an order that nobody placed", () => {
    expect(wrongIn((events) => [...events, effect("charge", "order-9", 2_000)])).toEqual([
      { order: "order-9", problems: ["not-ordered"] },
    ]);
  });

  test("J4: a death that nobody had planned", () => {
    const crash = { type: "actor-crashed", role: "orchestrator", by: "unexpected", detail: "boom" } as const;
    const last = outcome.events.at(-1) as TraceEvent;
    const died = altered((events) => [...events, { ...last, ...crash, actor: "coordinator-1" } as TraceEvent]);
    expect(judge(died).run).toEqual(["coordinator-1 crashed: boom"]);
    expect(isRight(judge(died))).toBe(false);
  });
});
