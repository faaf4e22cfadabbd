import { expect, test } from "vitest";
import { planRun } from "../../../engine/scenario/run/plan.ts";
import { resolveScenario } from "../../../engine/scenario/run/resolve.ts";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { scenarioById } from "../../support/runs.ts";
import { smallScenario } from "../../support/traces.ts";

const scenario = smallScenario({
  faults: [
    { kind: "crash", at: { job: "order-2", attempt: 1, point: "before-ack" } },
    { kind: "poison", job: "order-3" },
    { kind: "crash", at: { actor: "worker-2", nth: 2, point: "before-effect" } },
    { kind: "crash", at: { actor: "worker-1", atMs: 250 } },
  ],
});
const plan = planRun(scenario, 42, { namespace: "space", transitMs: 5 });

test("A2: a plan is plain data, so that it can go to a process of its own", () => {
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test("each worker is a child spec of its own, with the queue's whole configuration", () => {
  expect(
    plan.workers.map(({ spec, restartAfterMs }) => [spec.name, spec.kind, spec.seed, spec.namespace, restartAfterMs]),
  ).toEqual([
    ["worker-1", "worker", 42, "space", 3_000],
    ["worker-2", "worker", 42, "space", 3_000],
  ]);
  const [queue] = plan.queues;
  expect(queue).toMatchObject({ name: "orders", namespace: "space", ackWaitMs: 1_000, maxAttempts: 3 });
  for (const { spec } of plan.workers)
    expect(spec.params).toMatchObject({ queue, concurrency: 1, prefetch: 0, transitMs: 5 });
});

test("a producer knows which of its jobs are spoiled, and is not started again", () => {
  expect(plan.producers).toMatchObject([
    { spec: { name: "shop", kind: "producer", params: { jobs: 3, poison: ["order-3"] } }, restartAfterMs: null },
  ]);
});

test("a job's fault goes to every worker, an actor's fault to that actor only", () => {
  const faultsOf = (name: string) => plan.workers.find(({ spec }) => spec.name === name)?.spec.faults;
  const ofJob = { fault: 0, point: "before-ack", of: { job: "order-2", attempt: 1 }, kind: "crash" };
  expect(faultsOf("worker-1")).toEqual([ofJob]);
  expect(faultsOf("worker-2")).toEqual([ofJob, { fault: 2, point: "before-effect", of: { nth: 2 }, kind: "crash" }]);
});

test("crashes at a time are the runner's, and keep their place in the scenario's list", () => {
  const planned = { kind: "crash", at: { actor: "worker-1", atMs: 250 } };
  expect(plan.timedFaults).toEqual([
    { fault: 3, what: "crash", target: "worker-1", planned, optional: false, atMs: 250 },
  ]);
});

const asking = planRun(
  smallScenario({
    producers: [{ name: "shop", queue: "orders", jobs: 1, replyTo: "app" }],
    requesters: [
      { name: "web", queue: "orders", requestName: "quote", requests: 2, tries: 2, replyAckWaitMs: 700 },
      { name: "app", queue: "orders", requests: 1, correlation: "reused", deadline: true, restartAfterMs: null },
    ],
    faults: [
      { kind: "poison", job: "quote-2" },
      { kind: "crash", at: { actor: "web", nth: 1, point: "before-ack" } },
      { kind: "crash", at: { actor: "app", atMs: 90 } },
    ],
  }),
  7,
  { namespace: "space", transitMs: 5 },
);

test("a requester is a child spec like a producer, but one that may be started again, with its own reply queue", () => {
  expect(asking.queues.map(({ name, namespace }) => [name, namespace])).toEqual([
    ["orders", "space"],
    ["web-replies", "space"],
    ["app-replies", "space"],
  ]);
  expect(asking.producers.map(({ spec, restartAfterMs }) => [spec.name, spec.kind, restartAfterMs])).toEqual([
    ["shop", "producer", null],
    ["web", "requester", 3_000],
    ["app", "requester", null],
  ]);
  const [, web, app] = asking.producers.map(({ spec }) => spec.params);
  expect(web).toEqual({
    asksAgain: false,
    queue: "orders",
    replyQueue: asking.queues[1],
    requestName: "quote",
    requests: 2,
    everyMs: 500,
    startMs: 0,
    amountCents: 2_000,
    timeoutMs: 3_000,
    tries: 2,
    correlation: "per-try",
    deadline: false,
    poison: ["quote-2"],
    transitMs: 5,
  });
  expect(app).toMatchObject({ replyQueue: asking.queues[2], correlation: "reused", deadline: true });
  expect(JSON.parse(JSON.stringify(asking))).toEqual(asking);
});

test("a borrowed return address is a reply queue by its name; without one a producer has none", () => {
  expect(asking.producers[0]?.spec.params).toMatchObject({ replyTo: "app-replies" });
  expect(plan.producers[0]?.spec.params).toMatchObject({ replyTo: null });
});

test("a requester crashes at its own points and times; workers know when to answer", () => {
  const faults = asking.producers.map(({ spec }) => spec.faults);
  expect(faults).toEqual([[], [{ fault: 1, point: "before-ack", of: { nth: 1 }, kind: "crash" }], []]);
  expect(asking.timedFaults).toMatchObject([{ fault: 2, what: "crash", target: "app", atMs: 90 }]);
  for (const { spec } of asking.workers) expect(spec.params).toMatchObject({ reply: "before-ack" });
});

const paused = planRun(
  smallScenario({
    faults: [
      { kind: "pause", at: { job: "order-1", point: "before-ack" }, forMs: 500 },
      { kind: "pause", at: { actor: "worker-2", point: "after-ack" }, forMs: 600 },
      { kind: "pause", at: { actor: "shop", atMs: 40 }, forMs: 700 },
      { kind: "wire", what: "lose", job: "order-1" },
      { kind: "wire", what: "delay", job: "order-2", delayMs: 900 },
      { kind: "wire", what: "duplicate", job: "order-3" },
    ],
  }),
  7,
  { namespace: "space", transitMs: 5 },
);

test("a pause is planned like a crash, and knows how long it is", () => {
  const pause = (forMs: number) => ({ kind: "pause", forMs });
  const [shop, first, second] = [...paused.producers, ...paused.workers].map(({ spec }) => spec.faults);
  const ofJob = { fault: 0, point: "before-ack", of: { job: "order-1", attempt: 1 }, ...pause(500) };
  expect(shop).toEqual([ofJob]);
  expect(first).toEqual([ofJob]);
  expect(second).toEqual([ofJob, { fault: 1, point: "after-ack", of: { nth: 1 }, ...pause(600) }]);
  expect(paused.timedFaults).toMatchObject([{ fault: 2, target: "shop", atMs: 40, planned: pause(700) }]);
});

test("what strikes no actor is the runner's as well", () => {
  const { timedFaults } = planRun(smallScenario({ faults: [{ kind: "lose-store", at: { atMs: 40 } }] }), 7, {
    namespace: "space",
    transitMs: 5,
  });
  const planned = { kind: "lose-store", at: { atMs: 40 } };
  expect(timedFaults).toEqual([{ fault: 0, what: "lose-store", target: "store", planned, optional: false, atMs: 40 }]);
});

test("a run need not wait for an outage that is still to come", () => {
  const faults: ScenarioSource["faults"] = [{ kind: "outage", atMs: 40, forMs: 10 }];
  const { timedFaults } = planRun(smallScenario({ faults }), 7, { namespace: "space", transitMs: 5 });
  expect(timedFaults).toMatchObject([{ what: "outage", target: "outside", optional: true, atMs: 40 }]);
});

test("the end of a server is the runner's too, and says whose end it is", () => {
  const place = { namespace: "space", transitMs: 5 };
  const one = planRun(smallScenario({ faults: [{ kind: "server-kill", at: { atMs: 40 }, downMs: 500 }] }), 7, place);
  expect(one.timedFaults).toMatchObject([{ fault: 0, target: "the server", planned: { downMs: 500 }, atMs: 40 }]);
  expect([one.strikesServers, paused.strikesServers]).toEqual([true, false]);
  const at = { job: "order-2", point: "before-ack" } as const;
  const leader = { kind: "server-kill", leaderOf: "orders", at, downMs: null } as const;
  const three = planRun(smallScenario({ brokers: ["sim"], servers: 3, faults: [leader] }), 7, place);
  expect(three.noticedFaults).toMatchObject([
    { fault: 0, what: "server-kill", target: "the leader of orders", planned: { leaderOf: "orders", downMs: null } },
  ]);
  expect(three.workers[0]?.spec.faults).toMatchObject([{ what: "server-kill", target: "the leader of orders" }]);
});

test("what the runner does when somebody passes a point: they are asked to say so, and go on", () => {
  const at = { job: "order-2", point: "before-ack" } as const;
  const { noticedFaults, timedFaults, workers } = planRun(smallScenario({ faults: [{ kind: "lose-store", at }] }), 7, {
    namespace: "space",
    transitMs: 5,
  });
  expect(noticedFaults).toMatchObject([{ fault: 0, what: "lose-store", target: "store" }]);
  expect(timedFaults).toEqual([]);
  expect(workers[0]?.spec.faults).toEqual([
    {
      fault: 0,
      point: "before-ack",
      of: { job: "order-2", attempt: 1 },
      kind: "notice",
      what: "lose-store",
      target: "store",
    },
  ]);
});

test("workers that are added later are planned, and do not start with the others", () => {
  const faults: ScenarioSource["faults"] = [{ kind: "scale", workers: "worker", to: 4, at: { atMs: 40 } }];
  const plan = planRun(smallScenario({ faults }), 7, { namespace: "space", transitMs: 5 });
  expect(plan.workers.map(({ spec }) => spec.name)).toEqual(["worker-1", "worker-2"]);
  expect(plan.spares.map(({ spec }) => spec.name)).toEqual(["worker-3", "worker-4"]);
  expect(plan.spares[0]?.spec).toEqual({ ...plan.workers[0]?.spec, name: "worker-3" });
  expect(plan.late).toEqual([]);
});

test("who is hindered has it in its spec where it is at a point, and the runner where it is at a time", () => {
  const faults: ScenarioSource["faults"] = [
    { kind: "slow", at: { actor: "worker-1", nth: 2, point: "before-ack" }, times: 3, forMs: 50 },
    { kind: "cut", at: { actor: "worker-1", atMs: 10 }, forMs: 60 },
  ];
  const { workers, timedFaults } = planRun(smallScenario({ faults }), 7, { namespace: "space", transitMs: 5 });
  expect(workers.map(({ spec }) => spec.faults)).toEqual([
    [{ fault: 0, point: "before-ack", of: { nth: 2 }, kind: "slow", times: 3, forMs: 50 }],
    [],
  ]);
  expect(timedFaults).toMatchObject([{ fault: 1, what: "cut", target: "worker-1", atMs: 10 }]);
});

test("a coordinator that is to be replaced knows its next version, the others have none", () => {
  const scenario = resolveScenario({ scenario: scenarioById("flow-version-change"), variant: "alone", knobs: {} });
  const two = { ...scenario, flow: scenario.flow && { ...scenario.flow, coordinators: 2 } };
  const { workers, noticedFaults } = planRun(two, 7, { namespace: "space", transitMs: 5 });
  const coordinators = workers.filter(({ spec }) => spec.kind === "orchestrator");
  expect(noticedFaults).toMatchObject([{ fault: 0, what: "deploy", target: "coordinator-1" }]);
  expect(coordinators).toMatchObject([
    { spec: { params: { version: 1 } }, next: { name: "coordinator-1", params: { version: 2, upgrade: "alone" } } },
    { spec: { params: { version: 1 } } },
  ]);
  expect(coordinators[1]).not.toHaveProperty("next");
});

test("every actor has the faults on the wire: whoever sends the job", () => {
  for (const { spec } of [...paused.producers, ...paused.workers]) {
    expect(spec.wireFaults).toEqual([
      { fault: 3, what: "lose", job: "order-1", delayMs: 0 },
      { fault: 4, what: "delay", job: "order-2", delayMs: 900 },
      { fault: 5, what: "duplicate", job: "order-3", delayMs: 0 },
    ]);
  }
  expect(JSON.parse(JSON.stringify(paused))).toEqual(paused);
});
