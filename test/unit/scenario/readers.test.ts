import { expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { RunOutcome } from "../../../engine/scenario/run/run-types.ts";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import type { EventOf, EventType } from "../../../engine/trace/events.ts";
import { requestFor } from "../../support/runs.ts";
import { expectWellFormed } from "../../support/well-formed.ts";

/** What scenarios may do with a log and its readers, on the simulated broker. */
const SOURCE: ScenarioSource = {
  id: "diary",
  title: "A diary",
  shows: "A log by itself.",
  hopMs: 5,
  limitMs: 30_000,
  logs: [{ name: "diary", partitions: 2 }],
  logProducers: [
    { name: "shop", log: "diary", eventName: "placed", events: 8, everyMs: 50, keys: 4, keyName: "account" },
  ],
  readers: [{ name: "search", log: "diary", handler: { kind: "work", serviceMs: 60 }, ackWaitMs: 500 }],
  claims: [
    { id: "all", says: "All is read.", check: { kind: "read-by-all", log: "diary" } },
    { id: "order", says: "In order.", check: { kind: "key-order", log: "diary" } },
  ],
};
/** One row: what is read last was appended last. */
const ONE_PARTITION = { logs: [{ name: "diary" }] };
const [reader] = SOURCE.readers ?? [];
type Reader = NonNullable<ScenarioSource["readers"]>[number];

async function play(changes: Partial<ScenarioSource> = {}): Promise<RunOutcome> {
  const run = await runVirtual(requestFor(validateScenario({ ...SOURCE, ...changes }, "diary")));
  expectWellFormed(run.events);
  return run;
}

const withReader = (changes: Partial<Reader>): Partial<ScenarioSource> => ({
  readers: [{ ...(reader as Reader), ...changes }],
});

function of<T extends EventType>({ events }: RunOutcome, type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

const failed = ({ report }: RunOutcome) =>
  report.checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
const timesRead = (run: RunOutcome, event: string) =>
  of(run, "event-read").filter((read) => read.event === event).length;

test("a log by itself: all of it is read, and it keeps all", async () => {
  const run = await play();
  expect([run.report.verdict, run.report.sentence]).toEqual([
    "passed",
    "The log diary holds all 8 events, read to the end by search.",
  ]);
  expect(of(run, "log-observed").at(-1)).toMatchObject({ stored: 8, left: { search: 0 } });
  expect(of(run, "event-read").map(({ attempt }) => attempt)).toEqual(Array.from({ length: 8 }, () => 1));
});

test.each(["before-ack", "after-ack"] as const)(
  "a crash %s: the offset stands where it was confirmed",
  async (point) => {
    const run = await play({
      ...withReader({ restartAfterMs: 200 }),
      faults: [{ kind: "crash", at: { actor: "search-1", nth: 3, point } }],
    });
    expect(failed(run)).toEqual([]);
    const held = of(run, "fault-injected")[0]?.job ?? "";
    expect(timesRead(run, held)).toBe(point === "before-ack" ? 2 : 1);
    const again = of(run, "event-read").filter(({ attempt }) => attempt > 1);
    expect(again.map(({ event }) => event)).toEqual(point === "before-ack" ? [held] : []);
    const first = of(run, "event-read").find(({ event }) => event === held);
    for (const { at } of again) expect(at).toBeGreaterThanOrEqual(first?.deadline ?? Infinity);
  },
);

test("another process of the same reader goes on with what the dead one held; nobody overtakes", async () => {
  const run = await play({
    ...withReader({ count: 2, restartAfterMs: null }),
    faults: [{ kind: "crash", at: { actor: "search-1", nth: 2, point: "before-ack" } }],
  });
  expect(failed(run)).toEqual([]);
  const again = of(run, "event-read").filter(({ attempt }) => attempt > 1);
  expect(again.map(({ actor }) => actor)).toEqual(["search-2"]);
});

test("paused past the timeout it reads on, and its event comes to another meanwhile", async () => {
  const run = await play({
    ...withReader({ count: 2 }),
    faults: [{ kind: "pause", at: { actor: "search-1", nth: 2, point: "before-ack" }, forMs: 1_500 }],
  });
  expect(of(run, "actor-resumed")).toHaveLength(1);
  expect(of(run, "event-read").filter(({ attempt }) => attempt === 2)).toHaveLength(1);
  expect(failed(run)).toEqual([]);
});

test("a poisoned event holds its partition up for ever, and only that", async () => {
  const run = await play({ faults: [{ kind: "poison", job: "placed-1" }], limitMs: 4_000 });
  const poisoned = of(run, "event-failed")[0];
  expect(poisoned?.event).toBe("placed-1");
  const handled = of(run, "event-handled");
  expect(handled.some(({ partition }) => partition === poisoned?.partition)).toBe(false);
  expect(handled.length).toBeGreaterThan(0);
  expect(failed(run)).toContain("everything-ends");
  expect(failed(run)).not.toContain("nothing-lost");
});

test("who goes back forgets its offsets, once, and reads all anew; the run waits for that", async () => {
  for (const rewindAfter of ["placed-3", "placed-8"]) {
    const run = await play({ ...ONE_PARTITION, ...withReader({ rewindAfter }) });
    expect(of(run, "offsets-forgotten")).toHaveLength(1);
    expect(failed(run)).toEqual([]);
    for (let n = 1; n <= 3; n++) expect(timesRead(run, `placed-${n}`)).toBe(2);
    expect(of(run, "log-observed").at(-1)?.left).toEqual({ search: 0 });
  }
});

test("one that comes later: from the beginning, from a place, or from the end", async () => {
  const late = (from: Reader["from"]) => play(withReader({ startMs: 2_000, ...(from === undefined ? {} : { from }) }));
  const all = await late("beginning");
  expect(of(all, "actor-started").find(({ actor }) => actor === "search-1")?.at).toBeGreaterThan(2_000);
  expect([of(all, "event-read").length, failed(all)]).toEqual([8, []]);
  const some = await late({ sequence: 6 });
  expect(
    of(some, "event-read")
      .map(({ logSequence }) => logSequence)
      .sort((a, b) => a - b),
  ).toEqual([6, 7, 8]);
  expect(failed(some)).toEqual([]);
  const none = await late("end");
  // Nothing was due to it, so nothing is lost; that all was read is not so.
  expect([of(none, "event-read").length, failed(none)]).toEqual([0, ["all", "order"]]);
});

test("what is kept for a time is gone for who comes later, and that is no loss", async () => {
  const run = await play({
    logs: [{ name: "diary", partitions: 2, keepMs: 1_000 }],
    ...withReader({ startMs: 3_000 }),
  });
  expect(of(run, "event-read")).toEqual([]);
  expect(of(run, "log-observed").at(-1)?.stored).toBe(0);
  expect(failed(run)).toEqual(["all", "order"]);
});

test("a reader may charge: a replay without a key charges twice, with one it does not", async () => {
  const charge = (key: "none" | "job") =>
    play({
      ...ONE_PARTITION,
      ...withReader({ rewindAfter: "placed-8", handler: { kind: "charge", serviceMs: 20, key } }),
    });
  const twice = await charge("none");
  expect([twice.report.ledger.actual.effects, failed(twice)]).toEqual([16, ["effects-at-most-once"]]);
  const once = await charge("job");
  expect([once.report.ledger, failed(once)]).toEqual([
    { expected: { effects: 8, cents: 16_000 }, actual: { effects: 8, cents: 16_000 } },
    [],
  ]);
});

test("a reader may make a job of each event", async () => {
  const run = await play({
    ...withReader({ handler: { kind: "forward", serviceMs: 20, to: "mails" } }),
    queues: [{ name: "mails" }],
    workers: [{ name: "mailer", queue: "mails", handler: { kind: "work", serviceMs: 10 } }],
  });
  expect(failed(run)).toEqual([]);
  const sent = of(run, "job-sent");
  expect(sent.map(({ job }) => job)).toContain("follow-up-of-placed-1");
  const reads = new Set(of(run, "event-read").map(({ id }) => id));
  for (const { cause } of sent) expect(reads).toContain(cause);
});

test("two readers take their own time over one event", async () => {
  const spread: Pick<Reader, "handler"> = { handler: { kind: "work", serviceMs: [10, 400] } };
  const run = await play({
    readers: [
      { ...(reader as Reader), ...spread },
      { ...(reader as Reader), ...spread, name: "report" },
    ],
  });
  const took = (name: string) => {
    const reads = new Map(of(run, "event-read").map(({ id, at }) => [id, at]));
    const own = of(run, "event-handled").filter((event) => event.reader === name && event.event === "placed-1");
    return own.map(({ at, cause }) => at - (reads.get(cause ?? "") ?? 0));
  };
  expect(took("search")).not.toEqual(took("report"));
});
