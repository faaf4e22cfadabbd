import { expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { requestFor } from "../../support/runs.ts";
import { smallScenario } from "../../support/traces.ts";

test("a poisoned request is a dead letter, and its requester hears of that at once", async () => {
  const scenario = smallScenario({
    queues: [{ name: "orders", maxAttempts: 2, retry: { kind: "fixed", delayMs: 50 } }],
    producers: [],
    requesters: [{ name: "web", queue: "orders", requestName: "ask", requests: 2, tries: 2, timeoutMs: 400 }],
    faults: [{ kind: "poison", job: "ask-2" }],
  });
  const { events } = await runVirtual(requestFor(scenario));
  const of = (type: string) => events.flatMap((event) => (event.type === type && "job" in event ? [event.job] : []));
  expect(of("job-dead-lettered")).toEqual(["ask-2"]);
  expect(of("reply-sent")).toEqual(["ask-1", "ask-2"]);
  expect(events.filter(({ type }) => type === "request-timed-out")).toEqual([]);
});

test("a poisoned later try is spoiled alone: the first one is answered, late, and the second dies", async () => {
  const scenario = smallScenario({
    queues: [{ name: "orders", maxAttempts: 1, retry: { kind: "fixed", delayMs: 50 } }],
    producers: [],
    requesters: [{ name: "web", queue: "orders", requestName: "ask", requests: 1, tries: 2, timeoutMs: 400 }],
    workers: [{ name: "worker", count: 2, queue: "orders", handler: { kind: "work", serviceMs: 500 } }],
    faults: [{ kind: "poison", job: "ask-1-try-2" }],
  });
  const { events } = await runVirtual(requestFor(scenario));
  const of = (type: string) => events.flatMap((event) => (event.type === type && "job" in event ? [event.job] : []));
  expect(of("job-dead-lettered")).toEqual(["ask-1-try-2"]);
  expect(new Set(of("reply-sent"))).toEqual(new Set(["ask-1", "ask-1-try-2"]));
});
