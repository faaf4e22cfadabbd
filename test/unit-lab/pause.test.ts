import { expect, test } from "vitest";
import type { InterventionAction } from "../../engine/trace/events/runner.ts";
import { whyNot } from "../../lab/src/stage/actor/interventions.ts";
import { indexTrace } from "../../lab/src/stage/trace/index-trace.ts";
import { queueSpansOf } from "../../lab/src/stage/queue/spans.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { intervene, requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import { shop, TraceBuilder } from "./trace-builder.ts";

const action = (kind: InterventionAction["kind"]) => ({ kind, actor: "worker-1" });

function pausedFrom(from: number, to: number) {
  const trace = new TraceBuilder().starts(0, "worker-1", "worker");
  trace.add(from, "worker-1", { type: "actor-paused", role: "worker", by: "intervention" });
  trace.add(to, "worker-1", { type: "actor-resumed", role: "worker", by: "intervention" });
  trace.crashes(2_000, "worker-1").sends(3_000, "order-1", 1);
  return trace.index();
}

test("who can be paused, and let go on, and why not", () => {
  const index = pausedFrom(500, 900);
  const why = (kind: InterventionAction["kind"], atMs: number) => whyNot(index, action(kind), atMs);
  expect([why("pause", 400), why("resume", 600), why("crash", 600), why("pause", 900)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(why("pause", 600)).toBe("worker-1 is already paused at 00:00.600.");
  expect(why("resume", 400)).toMatch(/^worker-1 is not paused at 00:00.400/);
  expect(why("resume", 1_000)).toMatch(/^worker-1 is not paused/);
  expect(why("pause", 2_500)).toMatch(/^worker-1 has already crashed/);
  expect(why("resume", 2_500)).toMatch(/^worker-1 has already crashed/);
});

test("a run with a pause by hand is a fork like any other, and says so in its label", async () => {
  const scenario = shop();
  const request = requestOf(scenario, writtenSetup(scenario));
  const base = runOf(0, request, await localRunner.run(request));
  const paused = { ...request, interventions: intervene(base, action("pause"), 300) ?? [] };
  const first = runOf(1, paused, await localRunner.run(paused));
  const both = { ...paused, interventions: intervene(first, action("resume"), 900) ?? [] };
  const run = runOf(2, both, await localRunner.run(both));
  const own = run.outcome.events.filter(({ type }) => type === "actor-paused" || type === "actor-resumed");
  expect(own.map(({ at, type }) => [at, type])).toEqual([
    [300, "actor-paused"],
    [900, "actor-resumed"],
  ]);
  expect(run.label).toContain("you paused worker-1");
  expect(run.label).toContain("you resumed worker-1");
});

test("what was lost on the wire never lies in a queue", () => {
  const trace = new TraceBuilder().sends(0, "order-1", 1);
  trace.add(100, "shop", { type: "job-lost", queue: "orders", job: "order-2", streamSequence: 99 });
  trace.sends(0, "order-2", 99);
  const { messages, sends } = indexTrace({ scenario: shop(), broker: "sim", events: trace.events });
  expect(messages.flatMap(queueSpansOf).map(({ message }) => message.job)).toEqual(["order-1"]);
  expect(sends.map(({ answered }) => answered?.type)).toEqual(["job-stored", "job-stored"]);
});
