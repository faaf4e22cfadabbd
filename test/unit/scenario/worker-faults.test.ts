import { expect, test } from "vitest";
import { isSomebodyCut } from "../../../engine/scenario/faults/cut.ts";
import { faultText } from "../../../engine/scenario/faults/registry.ts";
import { allWorkerNames, consumerNames } from "../../../engine/scenario/names.ts";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { smallScenario, traceOf, type Written } from "../../support/traces.ts";

type Faults = NonNullable<ScenarioSource["faults"]>;
const scenario = (...faults: Faults) => smallScenario({ faults });

test.each<[string, Faults[number]]>([
  [
    "5 times as slow for 10 s worker-1 at 3 s",
    { kind: "slow", at: { actor: "worker-1", atMs: 3_000 }, times: 5, forMs: 10_000 },
  ],
  [
    "cut the connection for 2 s before-ack of order-2",
    { kind: "cut", at: { job: "order-2", point: "before-ack" }, forMs: 2_000 },
  ],
  ["rolling deploy of worker at 3 s", { kind: "rolling-deploy", workers: "worker", at: { atMs: 3_000 } }],
  [
    "scale worker to 4 before-ack of order-1",
    { kind: "scale", workers: "worker", to: 4, at: { job: "order-1", point: "before-ack" } },
  ],
])("%s", (text, fault) => {
  const [planned] = scenario(fault).faults;
  expect(planned && faultText(planned)).toBe(text);
});

test.each<[string, unknown]>([
  [
    'faults.0.at.actor: found "shop", expected one of worker-1, worker-2',
    { kind: "slow", at: { actor: "shop", atMs: 1 }, times: 2, forMs: 1 },
  ],
  [
    "faults.0.times: found 1, expected at least 2",
    { kind: "slow", at: { actor: "worker-1", atMs: 1 }, times: 1, forMs: 1 },
  ],
  ['faults.0.at.actor: found "nobody"', { kind: "cut", at: { actor: "nobody", atMs: 1 }, forMs: 1 }],
  [
    'faults.0.workers: found "worker-1", expected one of worker',
    { kind: "rolling-deploy", workers: "worker-1", at: { atMs: 1 } },
  ],
  [
    'faults.0.next.handler.to: found "mails", expected one of orders',
    {
      ...{ kind: "rolling-deploy", workers: "worker", at: { atMs: 1 } },
      next: { handler: { kind: "forward", serviceMs: 1, to: "mails" } },
    },
  ],
  ["faults.0.to: found 65, expected at most 64", { kind: "scale", workers: "worker", to: 65, at: { atMs: 1 } }],
  [
    'faults.0.at.job: found "order-9"',
    { kind: "scale", workers: "worker", to: 1, at: { job: "order-9", point: "before-ack" } },
  ],
])("%s", (message, fault) => {
  expect(() => scenario(fault as Faults[number])).toThrow(message);
});

test("the workers that a scenario adds later are actors of it: other faults may name them", () => {
  const added = scenario(
    { kind: "scale", workers: "worker", to: 4, at: { atMs: 1 } },
    { kind: "crash", at: { actor: "worker-4", atMs: 10 } },
  );
  expect(consumerNames(added)).toEqual(["worker-1", "worker-2", "worker-3", "worker-4"]);
  expect(allWorkerNames(added.workers[0] as never, [])).toEqual(["worker-1", "worker-2"]);
});

const cut: Written = { type: "fault-injected", fault: 0, what: "cut", target: "worker-1", job: null, actor: "runner" };
const lost: Written = { type: "connection-lost", actor: "worker-1" };
const restored: Written = { type: "connection-restored", actor: "worker-1" };
const started: Written = { type: "actor-started", role: "worker", actor: "worker-1" };
const crashed: Written = { type: "actor-crashed", role: "worker", by: "fault", detail: "", actor: "worker-1" };

test.each<[boolean, string, readonly Written[]]>([
  [false, "nothing", [started]],
  [true, "a cut that the client has not noticed yet", [started, cut]],
  [true, "a cut", [started, cut, lost]],
  [false, "a cut that is over", [started, cut, lost, restored]],
  [false, "a cut whose actor died", [started, cut, lost, crashed]],
  [false, "a cut of a dead actor", [started, crashed, cut]],
  [true, "a cut of one that came back before", [started, crashed, started, cut]],
  [true, "a second cut", [started, cut, lost, restored, cut, lost]],
  [false, "another's loss", [started, lost]],
  [true, "a cut at a point", [started, { ...cut, what: "cut before-ack" } as Written, lost]],
])("somebody is cut off is %s after %s", (isCut, _what, trace) => {
  expect(isSomebodyCut(traceOf(trace))).toBe(isCut);
});
