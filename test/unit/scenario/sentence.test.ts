import { expect, test } from "vitest";
import { ledgerOf } from "../../../engine/scenario/checks/ledger.ts";
import { gatherFacts } from "../../../engine/scenario/checks/facts.ts";
import { deadLettersText } from "../../../engine/scenario/parts/dead-letters/sentence.ts";
import { resolveScenario } from "../../../engine/scenario/run/resolve.ts";
import { verdictSentence } from "../../../engine/scenario/run/sentence.ts";
import type { CheckResult } from "../../../engine/scenario/run/run-types.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { delivery, doneBy, factsOf, sent, traceOf, type Written } from "../../support/traces.ts";

function sentence(events: readonly Written[], checks: readonly CheckResult[] = []): string {
  const facts = factsOf(traceOf(events));
  return verdictSentence(facts, ledgerOf(facts), checks);
}

function resolved(id: string) {
  return { scenario: resolveScenario(requestFor(scenarioById(id))) };
}

const one = [...sent("order-1", 0), ...doneBy("worker-1", "order-1", 4)];
const two = [...one, ...sent("order-2", 100), ...doneBy("worker-1", "order-2", 104)];
const charge = (job: string): Written => ({
  type: "effect-applied",
  effect: "charge",
  job,
  key: null,
  amountCents: 2_000,
  actor: "outside",
  at: 900,
});
const dead: Written = {
  type: "job-dead-lettered",
  ...delivery("order-3", 3),
  reason: "no",
  deadLetters: "d",
  deadLetterSequence: 1,
  at: 900,
};

test.each<[string, readonly Written[]]>([
  ["The one job is done; the customers paid €20, as ordered.", one],
  ["All 2 jobs are done; the customers paid €40, as ordered.", two],
  [
    "Of 3 jobs, 2 are done, 1 lost; the customers paid €40 instead of €60.",
    [...two, ...sent("order-3", 200), { type: "job-lost", queue: "orders", job: "order-3", streamSequence: 3 }],
  ],
  ["Of 3 jobs, 2 are done, 1 not settled; the customers paid €40 instead of €60.", [...two, ...sent("order-3", 200)]],
  [
    "Of 3 jobs, 2 are done, 1 dead-lettered; the customers paid €40 instead of €60.",
    [...two, ...sent("order-3", 200), dead],
  ],
  [
    "All 2 jobs are done; order-1 was delivered twice; order-1 was charged twice: the customers paid €60 instead of €40.",
    [...two, ...doneBy("worker-2", "order-1", 900, 2)],
  ],
  [
    "All 2 jobs are done; order-1 was charged 3 times: the customers paid €80 instead of €40.",
    [...two, charge("order-1"), charge("order-1")],
  ],
])("%s", (text, events) => {
  expect(sentence(events)).toBe(text);
});

const deadIn = (queue: string, job: string, streamSequence: number): Written => ({
  ...{ type: "job-dead-lettered", queue, job, streamSequence, attempt: 3, reason: "no", deadLetters: "d" },
  ...{ deadLetterSequence: streamSequence, at: 900 },
});

test("dead letters that no other text counts are named: those of an order's steps, and those of a reply queue", () => {
  const facts = factsOf(traceOf([...one, deadIn("web-replies", "reply-order-1-1", 7)]));
  expect(deadLettersText(facts)).toBe("1 dead letter in web-replies (reply-order-1-1)");
  const { scenario } = resolved("glue-happy");
  const events = traceOf([
    deadIn("payment", "order-1-charge", 1),
    deadIn("payment", "order-2-charge", 2),
    deadIn("stock", "order-3-reserve", 3),
    {
      type: "dead-letter-discarded",
      queue: "stock",
      job: "order-3-reserve",
      deadLetterSequence: 3,
      reason: "off",
    } as never,
  ]);
  const flow = gatherFacts(scenario, "sim", events);
  expect(deadLettersText(flow)).toBe("2 dead letters in payment (order-1-charge, order-2-charge)");
  expect(verdictSentence(flow, ledgerOf(flow), [])).toContain("; 2 dead letters in payment (order-1-charge");
});

test("dead letters of the scenario's own queues are counted among its jobs, and once", () => {
  expect(deadLettersText(factsOf(traceOf([...two, ...sent("order-3", 200), dead])))).toBe("");
});

test("a run in which no money moves does not speak of it", () => {
  const quiet = one
    .filter(({ type }) => type !== "effect-applied")
    .map((event) => (event.type === "job-sent" ? { ...event, payload: null } : event));
  expect(sentence(quiet)).toBe("The one job is done.");
});

test("what did not hold is named with what was seen; what held is not", () => {
  const check = (id: string, outcome: CheckResult["outcome"]): CheckResult => ({
    id,
    kind: "claim",
    variant: "v",
    outcome,
    detail: `detail of ${id}.`,
  });
  const text = sentence(one, [
    check("good", "passed"),
    check("meant", "expected"),
    check("elsewhere", "not-applicable"),
    check("wrong", "failed"),
  ]);
  expect(text).toBe("The one job is done; the customers paid €20, as ordered. Did not hold: wrong (detail of wrong).");
});
