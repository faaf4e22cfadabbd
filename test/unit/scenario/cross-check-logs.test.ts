import { expect, test } from "vitest";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { LOG_PARTS } from "../../support/log-traces.ts";
import { SMALL_SOURCE } from "../../support/traces.ts";

const reader = { name: "search", log: "diary", handler: { kind: "work", serviceMs: 50 } } as const;
const logProducer = LOG_PARTS.logProducers[0] as NonNullable<ScenarioSource["logProducers"]>[number];
const good: ScenarioSource = { ...SMALL_SOURCE, ...LOG_PARTS, readers: [reader] };

const WRONG: readonly [name: string, changes: Partial<ScenarioSource>, message: string][] = [
  [
    "a log producer's log",
    { logProducers: [{ ...logProducer, log: "dairy" }] },
    'logProducers.0.log: found "dairy", expected one of diary',
  ],
  ["a reader's log", { readers: [{ ...reader, log: "dairy" }] }, 'readers.0.log: found "dairy", expected one of diary'],
  [
    "a reader where there is no log",
    { logs: [], logProducers: [] },
    'readers.0.log: found "diary", expected none: there is nothing of that kind',
  ],
  [
    "a check's log",
    { claims: [{ id: "c", says: "x", check: { kind: "log-keeps", log: "dairy" } }] },
    'claims.0.check.log: found "dairy", expected one of diary',
  ],
  ["two logs of one name", { logs: [...LOG_PARTS.logs, ...LOG_PARTS.logs] }, 'logs: found "diary" twice'],
  ["two readers of one name", { readers: [reader, reader] }, 'readers: found "search" twice'],
  [
    "a reader called like a producer",
    { readers: [reader], producers: [{ name: "search-1", queue: "orders", jobs: 1 }] },
    'producers, requesters, operators, workers, coordinators, log producers and readers: found "search-1" twice',
  ],
  [
    "two log producers of the same events",
    { logProducers: [logProducer, { ...logProducer, name: "other" }] },
    'events for diary: found "placed-1" twice',
  ],
  [
    "an event to go back after",
    { readers: [{ ...reader, rewindAfter: "placed-5" }] },
    'readers.0.rewindAfter: found "placed-5", expected one of placed-1, placed-2, placed-3, placed-4',
  ],
  [
    "several who go back",
    { readers: [{ ...reader, count: 2, rewindAfter: "placed-2" }] },
    'readers.0.rewindAfter: found "placed-2" with a count of 2, expected a count of 1: only a single reader can rewind',
  ],
  [
    "a hot key without keys",
    { logProducers: [{ ...logProducer, hotKeyPercent: 50 }] },
    "logProducers.0.hotKeyPercent: found 50 without keys, expected keys: the hot key is one of them",
  ],
  [
    "a reader that obeys commands",
    { readers: [{ ...reader, handler: { kind: "service", serviceMs: 1 } }] },
    'readers.0.handler.kind: found "service", expected work, charge, forward or function: an event is not a command of a flow',
  ],
  [
    "a reader with a fencing token",
    { readers: [{ ...reader, handler: { kind: "charge", serviceMs: 1, fenced: true } }] },
    "readers.0.handler.fenced: found true, expected false: a log gives no fencing tokens",
  ],
  [
    "whom a reader hands on to",
    { readers: [{ ...reader, handler: { kind: "forward", serviceMs: 1, to: "mails" } }] },
    'readers.0.handler.to: found "mails", expected one of orders',
  ],
  [
    "a poisoned event",
    { faults: [{ kind: "poison", job: "placed-5" }] },
    'faults.0.job: found "placed-5", expected one of order-1',
  ],
  [
    "a crash of a reader that there is not",
    { faults: [{ kind: "crash", at: { actor: "search-2", atMs: 5 } }] },
    'faults.0.at.actor: found "search-2", expected one of shop, shop-diary, worker-1, worker-2, search-1',
  ],
  [
    "an event on the wire",
    { faults: [{ kind: "wire", what: "lose", job: "placed-2" }] },
    'faults.0.job: found "placed-2", expected a job: wire faults do not affect events on their way into a log',
  ],
  ["neither queue nor log", { queues: [], logs: [] }, "queues: found none, and no logs, expected at least one"],
  ["nobody who works", { workers: [], readers: [] }, "workers: found none, and no readers, expected at least one"],
];

test.each(WRONG)("%s must lead somewhere", (_name, changes, message) => {
  expect(() => validateScenario({ ...good, ...changes }, "my.yaml")).toThrow(message);
});

test.each([
  ["logs.0.partitions", { logs: [{ name: "diary", partitions: 0 }] }, "found 0, expected at least 1"],
  ["logs.0.keepMs", { logs: [{ name: "diary", keepMs: 10 }] }, "found 10, expected at least 1000"],
  ["readers.0.from", { readers: [{ ...reader, from: "start" }] }, 'found "start", expected "beginning" or "end"'],
  ["readers.0.from.sequence", { readers: [{ ...reader, from: { sequence: 0 } }] }, "found 0, expected at least 1"],
  ["logProducers.0.events", { logProducers: [{ ...logProducer, events: 0 }] }, "found 0, expected at least 1"],
  ["readers.0.offset", { readers: [{ ...reader, offset: 1 }] }, "found an unknown field, expected one of name, log"],
])("%s: place, found, expected", (path, changes, message) => {
  expect(() => validateScenario({ ...good, ...changes }, "my.yaml")).toThrow(`my.yaml: ${path}: ${message}`);
});

test("a log may stand alone, and defaults are filled in", () => {
  const alone = { ...good, queues: [], producers: [], workers: [] };
  expect(validateScenario(alone, "my.yaml")).toMatchObject({
    logs: [{ name: "diary", partitions: 2 }],
    logProducers: [{ keyName: "key", hotKeyPercent: null, everyMs: 500 }],
    readers: [{ count: 1, from: "beginning", startMs: 0, rewindAfter: null, ackWaitMs: 5_000, restartAfterMs: 3_000 }],
  });
});

test("faults at events and at readers are good", () => {
  const faults: ScenarioSource["faults"] = [
    { kind: "crash", at: { job: "placed-2", point: "before-ack" } },
    { kind: "pause", at: { actor: "search-1", nth: 2, point: "after-ack" }, forMs: 500 },
    { kind: "crash", at: { actor: "shop-diary", atMs: 5 } },
    { kind: "poison", job: "placed-1" },
  ];
  expect(validateScenario({ ...good, faults }, "my.yaml").faults).toHaveLength(4);
});
