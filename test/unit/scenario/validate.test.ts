import { expect, test } from "vitest";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";
import { setAt } from "../../../engine/kernel/paths.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { SCENARIO_SOURCES } from "../../../scenarios/index.ts";
import { SMALL_SOURCE } from "../../support/traces.ts";

const small = SMALL_SOURCE as unknown as JsonValue;

/** The words with which a scenario is refused. */
function complaint(data: unknown): string {
  try {
    validateScenario(data, "my.yaml");
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BadInputError);
    return (thrown as BadInputError).message;
  }
  return "accepted";
}

/** One value changed; path, found and expected are what the message must say. */
const WRONG: readonly [path: string, value: JsonValue, found: string, expected: string][] = [
  ["id", "Not An Id", '"Not An Id"', "lower-case letters, digits and dashes, beginning with a letter"],
  ["id", 7, "7", "a string"],
  ["title", "", '""', "at least 1"],
  ["brokers", ["rabbit"], '"rabbit"', '"sim" or "nats"'],
  ["brokers", [], "[]", "at least 1"],
  ["seed", -1, "-1", "at least 0"],
  ["seed", 1.5, "1.5", "a whole number"],
  ["seed", 4_294_967_296, "4294967296", "at most 4294967295"],
  ["hopMs", 0, "0", "at least 1"],
  ["limitMs", "soon", '"soon"', "a number"],
  ["queues", { orders: {} }, '{"orders":{}}', "an array"],
  ["queues.0.ackWaitMs", 10, "10", "at least 50"],
  ["queues.0.ackWaitMs", "3s", '"3s"', "a number"],
  ["queues.0.maxAttempts", 0, "0", "at least 1"],
  ["producers.0.jobs", 0, "0", "at least 1"],
  ["producers.0.everyMs", [5, 1], "[5,1]", "[least, most] with least ≤ most"],
  ["workers.0.count", 65, "65", "at most 64"],
  ["workers.0.prefetch", -1, "-1", "at least 0"],
  ["workers.0.handler.key", "order", '"order"', '"none" or "job"'],
  ["workers.0.handler.kind", "chrge", '"chrge"', '"work" or "charge"'],
  ["workers.0.restartAfterMs", true, "true", "a number"],
  [
    "claims",
    [{ id: "c", says: "x", check: { kind: "queue-emty", queue: "orders" } }],
    '"queue-emty"',
    '"figure" or "journey" or "queue-empty"',
  ],
  [
    "claims",
    [{ id: "c", says: "x", check: { kind: "figure", query: { count: { type: "job-acked" } }, is: {} } }],
    "{}",
    "one of equals, atLeast, atMost",
  ],
];

const WRONG_AT: Readonly<Record<string, string>> = { brokers: "brokers.0", claims: "claims.0.check.kind" };

test.each(WRONG)("%s = %j is refused: file, path, found, expected", (path, value, found, expected) => {
  const text = complaint(setAt(small, path, value));
  const where = JSON.stringify(value) === "[]" ? path : (WRONG_AT[path] ?? path);
  const place = expected.startsWith("one of equals") ? "claims.0.check.is" : where;
  const wanted = `my.yaml: ${place}: found ${found}, expected ${expected}`;
  // A list of what is known may go on.
  expect(text.slice(0, wanted.length)).toBe(wanted);
});

test("a missing field: nothing found", () => {
  const { id: _, ...withoutId } = SMALL_SOURCE;
  expect(complaint(withoutId)).toBe("my.yaml: id: found nothing, expected a string");
  expect(complaint({ ...SMALL_SOURCE, queues: [{}] })).toContain("queues.0.name: found nothing, expected a string");
});

test("an unknown field is refused by its name, at any depth", () => {
  expect(complaint({ ...SMALL_SOURCE, sed: 1 })).toMatch(
    /^my\.yaml: sed: found an unknown field, expected one of id, title, .*seed/,
  );
  expect(complaint(setAt(small, "queues.0.ackWait", 1))).toMatch(
    /^my\.yaml: queues\.0\.ackWait: found an unknown field, expected one of name, ackWaitMs/,
  );
});

test.each([[null], [[]], ["text"], [7], [undefined]])("%j is no scenario", (data) => {
  expect(complaint(data)).toMatch(/^my\.yaml: found .*, expected an object$/);
});

test("a fault's place that fits no kind says what is missing in the kind that comes closest", () => {
  const at = (place: JsonValue) => complaint({ ...SMALL_SOURCE, faults: [{ kind: "crash", at: place }] });
  expect(at({ job: "order-1", point: "before-lunch" })).toContain(
    'faults.0.at.point: found "before-lunch", expected "before-effect" or "before-reply" or "before-ack"',
  );
  expect(at({ actor: "worker-1", atMs: -1 })).toContain("faults.0.at.atMs: found -1, expected at least 0");
});

test("a query that fits no kind says where", () => {
  const is = { equals: 1 };
  const claims = [{ id: "c", says: "x", check: { kind: "figure", query: { count: { type: "job-akced" } }, is } }];
  expect(complaint({ ...SMALL_SOURCE, claims })).toMatch(
    /claims\.0\.check\.query\.count\.type: found "job-akced", expected/,
  );
});

test("all problems come at once, one a line", () => {
  const text = complaint({ ...SMALL_SOURCE, id: 1, seed: -1, hopMs: 0 });
  expect(text.split("\n")).toHaveLength(4);
  for (const path of ["id", "seed", "hopMs"]) expect(text).toContain(`\n  ${path}: found`);
});

test("what was found is shown in short when it is long", () => {
  const text = complaint({ ...SMALL_SOURCE, seed: "x".repeat(500) });
  expect(text.length).toBeLessThan(160);
});

test("defaults are filled in, and a checked scenario stays as it is when checked again", () => {
  const scenario = validateScenario(SMALL_SOURCE, "small");
  expect(scenario).toMatchObject({
    seed: 1,
    hopMs: 1,
    brokers: ["sim", "nats", "wasm"],
    faults: [],
    workers: [{ concurrency: 1, prefetch: 0, restartAfterMs: 3_000 }],
  });
  expect(validateScenario(scenario, "again")).toEqual(scenario);
});

test.each(SCENARIO_SOURCES.map((source) => [source.id, source] as const))(
  "our own %s is good, and plain JSON data",
  (_id, source) => {
    const scenario = validateScenario(source, source.id);
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    expect(scenario.claims.length).toBeGreaterThan(0);
    expect(scenario.lesson).toBeDefined();
  },
);

test("a fault names its place and its measure", () => {
  const fault = (value: unknown) => complaint({ ...SMALL_SOURCE, faults: [value] });
  const at = { job: "order-1", point: "before-publish" };
  expect(fault({ kind: "crash", at })).toBe("accepted");
  expect(fault({ kind: "pause", at, forMs: 700 })).toBe("accepted");
  expect(fault({ kind: "pause", at })).toContain("faults.0.forMs: found nothing, expected a number");
  expect(fault({ kind: "pause", at, forMs: 0 })).toContain("faults.0.forMs: found 0, expected at least 1");
  expect(fault({ kind: "halt", at })).toContain(
    'faults.0.kind: found "halt", expected "crash" or "pause" or "slow" or "cut" or "poison" or "wire"',
  );
});

test("a fault on the wire: what, of which job, and how late", () => {
  const wire = (value: object) => complaint({ ...SMALL_SOURCE, faults: [{ kind: "wire", job: "order-1", ...value }] });
  for (const good of [
    { what: "lose" },
    { what: "delay", delayMs: 4_000 },
    { what: "duplicate" },
    { what: "duplicate", delayMs: 1 },
  ])
    expect(wire(good)).toBe("accepted");
  expect(wire({ what: "drop" })).toContain('faults.0.what: found "drop", expected "lose" or "delay" or "duplicate"');
  expect(wire({ what: "delay" })).toContain("faults.0.delayMs: found nothing, expected a number");
  expect(wire({ what: "delay", delayMs: 4_001 })).toContain("faults.0.delayMs: found 4001, expected at most 4000");
  expect(wire({ what: "duplicate", delayMs: 0 })).toContain("faults.0.delayMs: found 0, expected at least 1");
  expect(wire({ what: "lose", delayMs: 5 })).toContain("faults.0.delayMs: found an unknown field");
});
