import { expect, test } from "vitest";
import { z } from "zod";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import { checkQueue, QUEUE_SETTINGS, type QueueInput } from "../../../engine/queue/config/settings.ts";
import { checked } from "../../../engine/queue/config/checked.ts";
import { workerNumbers } from "../../../engine/queue/config/credit.ts";
import { when, withSeconds } from "../../../engine/queue/config/when.ts";
import { RetryAfterError } from "../../../engine/queue/errors.ts";
import { scenarioSchema } from "../../../engine/scenario/schema.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";

const GOOD: QueueInput = {
  name: "mails",
  namespace: "shop",
  ackWaitMs: 30_000,
  maxAttempts: 5,
  retry: { kind: "fixed", delayMs: 1_000 },
};

/** The same fault in a program's queue and in a scenario's. */
const FAULTS: readonly (readonly [object, string])[] = [
  [{ maxAttempts: 0 }, "maxAttempts: found 0, expected at least 1"],
  [{ ackWaitMs: 10 }, "ackWaitMs: found 10, expected at least 50"],
  [{ ackWaitMs: 1_000.5 }, "ackWaitMs: found 1000.5, expected a whole number"],
  [{ retry: { kind: "whenever" } }, 'retry.kind: found "whenever", expected "fixed" or "exponential" or "list"'],
  [{ rate: { jobs: 0, perMs: 1_000 } }, "rate.jobs: found 0, expected at least 1"],
  [{ rate: { jobs: 1 } }, "rate.perMs: found nothing, expected a number"],
  [{ bound: { overflow: "reject", jobs: 0 } }, "bound.jobs: found 0, expected at least 1"],
  [{ bound: { overflow: "wait", jobs: 1 } }, "bound.waitMs: found nothing, expected a number"],
  [
    { schedules: true, bound: { overflow: "reject", jobs: 1 } },
    'bound: found {"overflow":"reject","jobs":1}, expected none together with `schedules`',
  ],
  [{ lanes: { kind: "groups", partitions: 0 } }, "lanes.partitions: found 0, expected at least 1"],
  [{ lanes: { kind: "groups", partitions: 1.5 } }, "lanes.partitions: found 1.5, expected a whole number"],
  [{ lanes: { kind: "groups", partitions: 257 } }, "lanes.partitions: found 257, expected at most 256"],
  [{ lanes: { kind: "priorities", levels: [], order: "strict" } }, "lanes.levels: found [], expected at least 1 entry"],
  [
    { lanes: { kind: "priorities", levels: ["a", "a"], order: "strict" } },
    'lanes.levels: found ["a","a"], expected different words',
  ],
  [
    { lanes: { kind: "priorities", levels: ["a.b"], order: "strict" } },
    'lanes.levels.0: found "a.b", expected a word of letters, digits and dashes',
  ],
  [
    { lanes: { kind: "priorities", levels: ["a", "b"], order: "weighted", weights: [1] } },
    "lanes.weights: found [1], expected one per level",
  ],
  [
    { lanes: { kind: "priorities", levels: ["a", "b"], order: "weighted", weights: [1, 0] } },
    "lanes.weights.1: found 0, expected at least 1",
  ],
  [{ maxInFlight: 0 }, "maxInFlight: found 0, expected at least 1"],
  [
    { maxInFlight: 1, lanes: { kind: "groups", partitions: 2 } },
    "maxInFlight: found 1, expected none together with groups",
  ],
  [{ dedupWindowMs: 99 }, "dedupWindowMs: found 99, expected at least 100"],
  [{ storage: "disk" }, 'storage: found "disk", expected "file" or "memory"'],
  [{ fencing: "yes" }, 'fencing: found "yes", expected a boolean'],
  [{ concurency: 4 }, "concurency: found an unknown field, expected one of name, ackWaitMs"],
  [
    { name: "mails-dead-history" },
    'name: found "mails-dead-history", expected another name: "-dead-history" is reserved',
  ],
  [{ name: "mails-dead" }, 'name: found "mails-dead", expected another name: "-dead" is reserved'],
  [{ name: "mails-tokens" }, 'name: found "mails-tokens", expected another name: "-tokens" is reserved'],
  [{ name: "mails-released" }, 'name: found "mails-released", expected another name: "-released" is reserved'],
  [{ name: "mails-log" }, 'name: found "mails-log", expected another name: "-log" is reserved'],
  [{ name: "mails-timers" }, 'name: found "mails-timers", expected another name: "-timers" is reserved'],
];

test.each(FAULTS)("a program's queue with %j is refused, and so is a scenario's", (fault, what) => {
  const inCode = refusalOf(() => checkQueue({ ...GOOD, ...fault } as QueueInput));
  expect(inCode.message).toContain(what);
  const queue = { name: "mails", ...fault };
  const workers = [{ name: "w", queue: queue.name, handler: { kind: "work", serviceMs: 1 } }];
  const producers = [{ name: "p", queue: queue.name, jobs: 1 }];
  const scenario = { id: "a", title: "A", shows: "a", queues: [queue], workers, producers };
  expect(refusalOf(() => validateScenario(scenario, "here")).message).toContain(`queues.0.${what}`);
});

/** What JSON cannot say. */
test.each<readonly [object, string]>([
  [{ maxAttempts: Number.NaN }, "queue mails: maxAttempts: found NaN, expected a number"],
  [{ maxAttempts: Infinity }, "queue mails: maxAttempts: found Infinity, expected a number"],
  [{ maxAttempts: 5n }, "queue mails: maxAttempts: found 5n, expected a number"],
  [{ rate: { jobs: Number.NaN, perMs: 1 } }, "queue mails: rate.jobs: found NaN, expected a number"],
  [{ results: { keepMs: Number.NaN } }, "queue mails: results.keepMs: found NaN, expected a number"],
  [{ retry: () => 5 }, "queue mails: retry: found a function, expected an object"],
  [{ name: "eu.mails" }, 'queue eu.mails: name: found "eu.mails", expected letters, digits and dashes'],
  [{ namespace: "" }, 'queue mails: namespace: found "", expected letters, digits and dashes'],
  [{ bound: { overflow: "reject" } }, "expected a limit: jobs or bytes"],
  [{ atomic: true, bound: { overflow: "dead-letter", jobs: 1 } }, "expected another overflow together with `atomic`"],
])("a program's queue with %o is refused", (fault, what) => {
  expect(refusalOf(() => checkQueue({ ...GOOD, ...fault } as QueueInput)).message).toContain(what);
});

test("all problems are named at once, each with its remedy", () => {
  const { message, remedy } = refusalOf(() => checkQueue({ ...GOOD, maxAttempts: 0, rate: { jobs: 0, perMs: 1 } }));
  expect(message).toContain("\n  maxAttempts: found 0, expected at least 1\n  rate.jobs: found 0");
  expect(remedy).toBe(
    "maxAttempts: A job is dead-lettered after this number of attempts; null: never. For example 5 or null. " +
      'rate: At most this number of jobs begins in this time, over all workers. For example {"jobs":10,"perMs":1000}.',
  );
});

test("every setting says what it is, and its examples are good", () => {
  const properties = z.toJSONSchema(z.strictObject(QUEUE_SETTINGS), { io: "input" }).properties ?? {};
  for (const [name, property] of Object.entries(properties)) {
    expect(property, name).toMatchObject({ description: expect.any(String) as string });
    const { examples = [] } = property as { readonly examples?: readonly unknown[] };
    const setting = QUEUE_SETTINGS[name as keyof typeof QUEUE_SETTINGS];
    for (const example of examples) expect(() => checked(setting, example, name)).not.toThrow();
  }
});

test("the JSON Schema of a scenario's queue holds the same settings", () => {
  const { properties } = z.toJSONSchema(scenarioSchema.shape.queues.unwrap().element, { io: "input" });
  expect(Object.keys(properties ?? {})).toEqual(Object.keys(QUEUE_SETTINGS));
});

test.each([
  [{ concurrency: 0 }, "concurrency: found 0, expected at least 1"],
  [{ concurrency: Number.NaN }, "concurrency: found NaN, expected a number"],
  [{ concurrency: Infinity }, "concurrency: found Infinity, expected a number"],
  [{ prefetch: -1 }, "prefetch: found -1, expected at least 0"],
  [{ heartbeatMs: 0 }, "heartbeatMs: found 0, expected at least 1"],
  [{ pollEveryMs: Number.NaN }, "pollEveryMs: found NaN, expected a number"],
  [{ pullExpiresMs: 500 }, "pullExpiresMs: found 500, expected at least 1000"],
])("a worker with %j is refused", (options, what) => {
  expect(() => checked(workerNumbers, options, "a worker of queue mails")).toThrow(`a worker of queue mails: ${what}`);
});

test("a delay that a handler asks for must be one", () => {
  expect(() => new RetryAfterError(Number.NaN, "busy")).toThrow("the delay of a RetryAfterError: found NaN");
  expect(new RetryAfterError(20, "busy").delayMs).toBe(20);
});

test("a cron pattern has six fields, or five and the second is 0", () => {
  const read = (cron: string) => checked(when, { cron }, "schedule nightly, its `when`");
  expect([withSeconds("0 3 * * *"), withSeconds("30 0 3 * * *"), withSeconds("@daily")]).toEqual([
    "0 0 3 * * *",
    "30 0 3 * * *",
    "@daily",
  ]);
  expect(read("@daily")).toEqual({ cron: "@daily" });
  expect(() => read("every second")).toThrow('schedule nightly, its `when`: cron: found "every second", expected six');
  expect(() => checked(when, { everySeconds: 0 }, "schedule tick")).toThrow("everySeconds: found 0");
});

function refusalOf(check: () => unknown): BadInputError {
  try {
    check();
  } catch (thrown) {
    if (thrown instanceof BadInputError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was refused");
}
