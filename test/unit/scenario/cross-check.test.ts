import { expect, test } from "vitest";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { SMALL_SOURCE } from "../../support/traces.ts";

const knob = {
  kind: "number",
  id: "count",
  title: "Workers",
  meaning: "How many.",
  path: "workers.worker.count",
  min: 1,
  max: 4,
} as const;
const [queue] = SMALL_SOURCE.queues ?? [];
const [producer] = SMALL_SOURCE.producers ?? [];
const [worker] = SMALL_SOURCE.workers ?? [];
const emptied = { kind: "queue-empty", queue: "orders" } as const;

const requester = { name: "web", queue: "orders", requests: 2, tries: 2 } as const;

const WRONG: readonly [name: string, changes: Partial<ScenarioSource>, message: string][] = [
  [
    "two queues of one name",
    { queues: [queue, queue] as ScenarioSource["queues"] },
    'queues: found "orders" twice, expected each name once',
  ],
  [
    "a producer called like a worker",
    { producers: [{ ...producer, name: "worker-2" } as never] },
    'producers, requesters, operators, workers, coordinators, log producers and readers: found "worker-2" twice',
  ],
  [
    "a requester called like a producer",
    { requesters: [{ ...requester, name: "shop" }] },
    'producers, requesters, operators, workers, coordinators, log producers and readers: found "shop" twice',
  ],
  [
    "a requester called like a worker",
    { requesters: [{ ...requester, name: "worker-1" }] },
    'producers, requesters, operators, workers, coordinators, log producers and readers: found "worker-1" twice',
  ],
  [
    "a queue called like a reply queue",
    { queues: [queue, { name: "web-replies" }] as ScenarioSource["queues"], requesters: [requester] },
    'queues: found "web-replies" twice, expected each name once',
  ],
  [
    "a requester's queue",
    { requesters: [{ ...requester, queue: "mails" }] },
    'requesters.0.queue: found "mails", expected one of orders',
  ],
  [
    "a producer's return address",
    { producers: [{ ...producer, replyTo: "shop" } as never], requesters: [requester] },
    'producers.0.replyTo: found "shop", expected one of web',
  ],
  [
    "a return address where nobody asks",
    { producers: [{ ...producer, replyTo: "web" } as never] },
    'producers.0.replyTo: found "web", expected none: there is nothing of that kind',
  ],
  [
    "a scenario in which nobody asks for anything",
    { producers: [] },
    "producers: found none, and no requesters or log producers, expected at least one",
  ],
  [
    "more copies than servers",
    { queues: [{ ...queue, replicas: 3 } as never] },
    "queues.0.replicas: found 3, expected at most one per server (or set servers to 3)",
  ],
  [
    "copies that lie in memory only",
    { servers: 3, queues: [{ ...queue, replicas: 3, storage: "memory" } as never] },
    'queues.0.storage: found "memory", expected "file" with 3 servers',
  ],
  [
    "the leader among one server",
    { faults: [{ kind: "server-kill", leaderOf: "orders", at: { atMs: 5 }, downMs: 5 }] },
    'faults.0.leaderOf: found "orders", expected none: there is only one server (or set servers to 3)',
  ],
  [
    "the only server, killed for good",
    { faults: [{ kind: "server-kill", at: { atMs: 5 }, downMs: null }] },
    "faults.0.downMs: found null, expected a time: without the only server the run cannot end",
  ],
  [
    "one of three servers, and nobody knows which",
    { servers: 3, faults: [{ kind: "server-kill", at: { atMs: 5 }, downMs: 5 }] },
    "faults.0.leaderOf: found none, expected a queue: it says which of the 3 servers to kill",
  ],
  [
    "the leader of a queue that is not there",
    { servers: 3, faults: [{ kind: "server-kill", leaderOf: "mails", at: { atMs: 5 }, downMs: 5 }] },
    'faults.0.leaderOf: found "mails", expected one of orders',
  ],
  [
    "a try that the requester never makes",
    { producers: [], requesters: [requester], faults: [{ kind: "poison", job: "request-2-try-3" }] },
    'faults.0.job: found "request-2-try-3", expected one of request-1, request-1-try-2, request-2, request-2-try-2',
  ],
  ["two knobs of one id", { knobs: [knob, knob] }, 'knobs: found "count" twice'],
  [
    "two variants of one id",
    {
      variants: [
        { id: "a", title: "A" },
        { id: "a", title: "B" },
      ],
    },
    'variants: found "a" twice',
  ],
  [
    "two claims of one id",
    {
      claims: [
        { id: "c", says: "x", check: emptied },
        { id: "c", says: "y", check: emptied },
      ],
    },
    'claims: found "c" twice',
  ],
  [
    "a producer's queue",
    { producers: [{ ...producer, queue: "mails" } as never] },
    'producers.0.queue: found "mails", expected one of orders',
  ],
  [
    "a worker's queue",
    { workers: [{ ...worker, queue: "mails" } as never] },
    'workers.0.queue: found "mails", expected one of orders',
  ],
  [
    "a check's queue",
    { claims: [{ id: "c", says: "x", check: { ...emptied, queue: "mails" } }] },
    'claims.0.check.queue: found "mails", expected one of orders',
  ],
  [
    "a poisoned job",
    { faults: [{ kind: "poison", job: "order-4" }] },
    'faults.0.job: found "order-4", expected one of order-1, order-2, order-3',
  ],
  [
    "a crash's job",
    { faults: [{ kind: "crash", at: { job: "ordr-1", point: "before-ack" } }] },
    'faults.0.at.job: found "ordr-1", expected one of order-1',
  ],
  [
    "a crash's actor",
    { faults: [{ kind: "crash", at: { actor: "worker-3", atMs: 5 } }] },
    'faults.0.at.actor: found "worker-3", expected one of shop, worker-1, worker-2',
  ],
  [
    "a pause's job",
    { faults: [{ kind: "pause", at: { job: "ordr-1", point: "before-ack" }, forMs: 5 }] },
    'faults.0.at.job: found "ordr-1", expected one of order-1',
  ],
  [
    "a pause's actor",
    { faults: [{ kind: "pause", at: { actor: "worker-3", atMs: 5 }, forMs: 5 }] },
    'faults.0.at.actor: found "worker-3", expected one of shop, worker-1, worker-2',
  ],
  [
    "a job on the wire",
    { faults: [{ kind: "wire", what: "lose", job: "order-4" }] },
    'faults.0.job: found "order-4", expected one of order-1, order-2, order-3',
  ],
  [
    "an answer on the wire to what nobody asks",
    { faults: [{ kind: "wire", what: "lose", job: "reply-order-1-1" }] },
    'faults.0.job: found "reply-order-1-1", expected a job or an answer: nobody asks for order-1',
  ],
  [
    "an answer on the wire to a request that there is not",
    { requesters: [requester], faults: [{ kind: "wire", what: "duplicate", job: "reply-request-3-1" }] },
    'found "reply-request-3-1", expected one of reply-request-1-1, reply-request-1-try-2-1, reply-request-2-1',
  ],
  [
    "a knob's path",
    { knobs: [{ ...knob, path: "workers.wrker.count" }] },
    'knobs.0.path: found "workers.wrker.count", expected a path to something in this scenario',
  ],
  [
    "a claim's variant",
    { claims: [{ id: "c", says: "x", check: emptied, variants: ["b"] }] },
    'claims.0.variants: found "b", expected one of default',
  ],
  [
    "a claim's knob",
    { claims: [{ id: "c", says: "x", check: emptied, within: { cont: { atLeast: 1 } } }], knobs: [knob] },
    'claims.0.within: found "cont", expected one of count',
  ],
  [
    "a claim's knob where there are none",
    { claims: [{ id: "c", says: "x", check: emptied, within: { count: { atLeast: 1 } } }] },
    'found "count", expected none: there is nothing of that kind',
  ],
  [
    "a variant's invariant",
    { variants: [{ id: "a", title: "A", violates: ["nothing-losst"] }] },
    'variants.0.violates: found "nothing-losst", expected one of nothing-lost, effects-at-most-once, replies-match, everything-ends',
  ],
];

test.each(WRONG)("%s must lead somewhere", (_name, changes, message) => {
  expect(() => validateScenario({ ...SMALL_SOURCE, ...changes }, "my.yaml")).toThrow(message);
});

test("a lesson's next knob or variant must be one of the scenario's", () => {
  const is = { equals: 1 };
  const choice = (id: string) => ({ id, text: "x", when: { query: { count: { type: "job-acked" } }, is } }) as const;
  const lesson: ScenarioSource["lesson"] = {
    situation: ["x"],
    tryFirst: "x",
    prediction: { question: "x", choices: [choice("a"), choice("b")] },
    decisive: { at: { type: "job-acked" }, says: "x" },
    happened: [{ text: "x" }],
    why: ["x"],
    next: { knob: "cont", value: 2, text: "x" },
  };
  expect(() => validateScenario({ ...SMALL_SOURCE, lesson, knobs: [knob] }, "my.yaml")).toThrow(
    'lesson.next.knob: found "cont", expected one of count',
  );
  const variants = [{ id: "level-1", title: "Level 1" }];
  const onward = (variant: string) => ({
    ...SMALL_SOURCE,
    variants,
    lesson: { ...lesson, next: { variant, text: "x" } },
  });
  expect(() => validateScenario(onward("level-9"), "my.yaml")).toThrow(
    'lesson.next.variant: found "level-9", expected one of level-1',
  );
  expect(validateScenario(onward("level-1"), "my.yaml").lesson?.next).toEqual({ variant: "level-1", text: "x" });
});

test("a long list of what is known is cut short", () => {
  const many = {
    producers: [{ ...producer, jobs: 500 } as never],
    faults: [{ kind: "poison", job: "order-501" }],
  } satisfies Partial<ScenarioSource>;
  expect(() => validateScenario({ ...SMALL_SOURCE, ...many }, "my.yaml")).toThrow(/order-12, …$/);
});

test("a crash of a producer or a worker by name is good", () => {
  const faults: ScenarioSource["faults"] = [
    { kind: "crash", at: { actor: "worker-2", atMs: 5 } },
    { kind: "crash", at: { actor: "worker-1", nth: 2, point: "before-ack" } },
  ];
  expect(validateScenario({ ...SMALL_SOURCE, faults }, "my.yaml").faults).toHaveLength(2);
});

test("a requester may stand alone: crashes of it by name, and of its later tries, are good", () => {
  const faults: ScenarioSource["faults"] = [
    { kind: "crash", at: { actor: "web", atMs: 5 } },
    { kind: "crash", at: { job: "request-2-try-2", point: "before-reply" } },
  ];
  const source = { ...SMALL_SOURCE, producers: [], requesters: [requester], faults };
  expect(validateScenario(source, "my.yaml").requesters).toMatchObject([{ correlation: "per-try", deadline: false }]);
});

test("on the wire there are jobs, later tries and the answers to each of their deliveries", () => {
  const jobs = ["order-1", "request-2", "request-2-try-2", "reply-request-1-1", "reply-request-2-try-2-3"];
  const faults = jobs.map((job) => ({ kind: "wire", what: "lose", job }) as const);
  expect(validateScenario({ ...SMALL_SOURCE, requesters: [requester], faults }, "my.yaml").faults).toEqual(faults);
});
