import { describe, expect, test } from "vitest";
import { dlqGroups, replayed, dlqKept } from "../../../../engine/scenario/checks/dlq-operations.ts";
import { ledgerOf } from "../../../../engine/scenario/checks/ledger.ts";
import { nothingLost } from "../../../../engine/scenario/checks/nothing-lost.ts";
import { delivery, factsOf, seen, sent, traceOf, type Written } from "../../../support/traces.ts";

const operator = { actor: "clerk" } as const;
const queue = "orders";

const dies = (job: string, deadLetterSequence: number, at: number, streamSequence?: number): Written[] => [
  {
    type: "job-dead-lettered",
    ...delivery(job, 1, streamSequence),
    reason: "no",
    deadLetters: "orders-dead",
    deadLetterSequence,
    at,
  },
  { type: "job-acked", ...delivery(job, 1, streamSequence), at: at + 2 },
];
const looks = (deadLetters: readonly (readonly [number, string])[], of = {}): Written => ({
  type: "dead-letters-listed",
  queue,
  of,
  count: deadLetters.length,
  deadLetters: deadLetters.map(([deadLetterSequence, job]) => ({ deadLetterSequence, job })),
  ...operator,
});
const groups = (...all: { key: string; jobs: string[] }[]): Written => ({
  type: "dead-letters-grouped",
  queue,
  of: {},
  by: "cause",
  count: all.reduce((sum, { jobs }) => sum + jobs.length, 0),
  groups: all,
  ...operator,
});
/** Its id is given, as the answer's cause names it. */
const sends = (job: string, deadLetter: number, id: string, payload = { order: job, amountCents: 2_000 }): Written => ({
  type: "job-sent",
  queue,
  job,
  payload,
  deadLetter,
  id,
  ...operator,
});
const again = (job: string, deadLetter: number, streamSequence: number): Written[] => [
  sends(job, deadLetter, `replay-${deadLetter}`),
  { type: "job-stored", queue, job, streamSequence, cause: `replay-${deadLetter}`, ...operator },
  { type: "job-replayed", queue, job, deadLetterSequence: deadLetter, streamSequence, ...operator },
];
const done = (job: string, streamSequence: number): Written[] => [
  { type: "job-delivered", ...delivery(job, 1, streamSequence), deadline: 9_000 },
  { type: "job-ack-sent", ...delivery(job, 1, streamSequence) },
  { type: "job-acked", ...delivery(job, 1, streamSequence) },
];
const discards = (job: string, deadLetterSequence: number): Written => ({
  type: "dead-letter-discarded",
  queue,
  job,
  deadLetterSequence,
  reason: "cancelled",
  ...operator,
});

/** order-1 is dead letter 1, order-2 is dead letter 2. */
const two: readonly Written[] = [
  ...sent("order-1", 0),
  ...sent("order-2", 10),
  ...dies("order-1", 1, 100),
  ...dies("order-2", 2, 200),
];
const both = [
  [1, "order-1"],
  [2, "order-2"],
] as const;
const facts = (...events: Written[]) => factsOf(traceOf([...two, ...events]));
const left = (deadLetters: number) => seen(5_000, { stored: 0, deadLetters });

describe("looking consumes nothing", () => {
  const judge = (...events: Written[]) => dlqKept(facts(...events), { queue });

  test("true: seen twice, and there at the end", () => {
    expect(judge(looks(both), looks(both), left(2))).toEqual({
      holds: true,
      detail: "at most 2 were listed; 2 are left at the end, as the broker says",
    });
  });

  test("true: what is replayed or discarded may be gone, and what somebody did not ask for need not be shown", () => {
    const one = looks([[2, "order-2"]]);
    expect(
      judge(looks(both), looks([[1, "order-1"]], { job: "order-1" }), ...again("order-1", 1, 3), one, left(1)),
    ).toMatchObject({ holds: true });
    expect(judge(looks(both), discards("order-1", 1), one, left(1)).holds).toBe(true);
  });

  test("false: nobody looked", () => {
    expect(judge(left(2))).toEqual({ holds: false, detail: "nobody listed the dead letters" });
  });

  test("false: what was seen is not there at the next look", () => {
    expect(judge(looks(both), looks([[2, "order-2"]]), left(2))).toEqual({
      holds: false,
      detail: "listed before, and missing from listing 2: order-1",
    });
  });

  test("false: the broker holds fewer, or more, than should be left", () => {
    expect(judge(looks(both), left(1)).detail).toBe("2 were neither replayed nor discarded, and the broker holds 1");
    expect(judge(looks(both), discards("order-1", 1), left(2)).holds).toBe(false);
  });
});

describe("groups", () => {
  const claimed = { failed: ["order-2"], unfinished: ["order-1"] };
  const judge = (...events: Written[]) => dlqGroups(facts(...events), { queue, by: "cause", groups: claimed });
  const right = [
    { key: "failed", jobs: ["order-2"] },
    { key: "unfinished", jobs: ["order-1"] },
  ];

  test("true: as claimed, and all that lay there", () => {
    expect(judge(groups(...right))).toEqual({ holds: true, detail: "failed: order-2; unfinished: order-1" });
  });

  test("false: nobody grouped, or a job is in the wrong group", () => {
    expect(judge().detail).toBe("nobody grouped them by cause");
    expect(judge(groups({ key: "failed", jobs: ["order-1", "order-2"] })).detail).toContain(
      "it showed failed: order-1, order-2; claimed: ",
    );
  });

  test("false: it shows what does not lie there, or counts wrongly", () => {
    expect(judge(...again("order-1", 1, 3), groups(...right)).detail).toBe(
      "it showed order-1, order-2, but the queue held order-2",
    );
    expect(judge({ ...groups(...right), count: 3 } as Written).holds).toBe(false);
  });
});

describe("replayed", () => {
  const judge = (events: Written[], claim: { done?: string[]; back?: string[] }) =>
    replayed(facts(...events), { queue, done: [], back: [], ...claim });
  const fine = [...again("order-1", 1, 3), ...done("order-1", 3)];
  const comesBack = [...again("order-2", 2, 4), ...dies("order-2", 3, 900, 4)];

  test("true: the one is done, the other came back", () => {
    expect(judge([...fine, ...comesBack], { done: ["order-1"], back: ["order-2"] })).toEqual({
      holds: true,
      detail: "done: order-1; came back: order-2",
    });
  });

  test("false: others were replayed", () => {
    expect(judge(fine, { done: ["order-1", "order-2"] }).detail).toBe("replayed: order-1; claimed: order-1, order-2");
    expect(judge([...fine, ...comesBack], { done: ["order-1"] }).holds).toBe(false);
  });

  test("false: it came back, or is not done yet; it is done, and was to come back", () => {
    expect(judge(comesBack, { done: ["order-2"] }).detail).toBe("replayed, and not done: order-2");
    expect(judge(again("order-1", 1, 3), { done: ["order-1"] }).holds).toBe(false);
    expect(judge(fine, { back: ["order-1"] }).detail).toBe("not back among the dead letters: order-1");
  });
});

describe("what other checks make of it", () => {
  test("a replayed job that is neither done nor dead nor in its queue is lost; a discarded one is not", () => {
    expect(nothingLost(facts(...again("order-1", 1, 3), left(1)))).toEqual({
      holds: false,
      detail: "neither done nor dead-lettered nor in the queue: order-1",
    });
    expect(nothingLost(facts(...again("order-1", 1, 3), seen(5_000, { stored: 1, deadLetters: 1 }))).holds).toBe(true);
    expect(nothingLost(facts(discards("order-1", 1), left(1)))).toEqual({
      holds: true,
      detail: "2 accepted, all accounted for",
    });
  });

  test("a replay orders nothing more, but what was edited counts; what was given up is not owed", () => {
    expect(ledgerOf(facts(...again("order-1", 1, 3))).expected).toEqual({ effects: 2, cents: 4_000 });
    const edited = sends("order-1", 1, "edit", { order: "order-1", amountCents: 500 });
    expect(ledgerOf(facts(edited)).expected).toEqual({ effects: 2, cents: 2_500 });
    expect(ledgerOf(facts(discards("order-1", 1))).expected).toEqual({ effects: 1, cents: 2_000 });
  });

  test("a dead letter of which nobody lived to tell that it is gone counts as replayed as soon as its job is stored", () => {
    const { deadLettered, deadLetters } = facts(...again("order-1", 1, 3).slice(0, 2));
    expect([...deadLettered.keys()]).toEqual(["order-2"]);
    expect(deadLetters.map(({ left: how }) => how?.as)).toEqual(["replayed", undefined]);
  });
});
