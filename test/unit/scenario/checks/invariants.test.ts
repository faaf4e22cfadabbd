import { expect, test } from "vitest";
import { everythingEnds } from "../../../../engine/scenario/checks/everything-ends.ts";
import { INVARIANTS } from "../../../../engine/scenario/checks/invariants.ts";
import { nothingLost } from "../../../../engine/scenario/checks/nothing-lost.ts";
import { delivery, doneBy, factsOf, seen, sent, traceOf, type Written } from "../../../support/traces.ts";

const accepted = [...sent("order-1", 0), ...sent("order-2", 100)];
const bothDone = [...doneBy("worker-1", "order-1", 4), ...doneBy("worker-1", "order-2", 104)];
const finished: Written = { type: "producer-finished", queue: "orders", jobs: 2, actor: "shop" };
const facts = (events: readonly Written[]) => factsOf(traceOf(events));

test("the invariants of every run", () => {
  expect(Object.keys(INVARIANTS)).toEqual(["nothing-lost", "effects-at-most-once", "replies-match", "everything-ends"]);
});

test("nothing-lost: done, dead-lettered and still stored jobs are all accounted for", () => {
  expect(nothingLost(facts([...accepted, ...bothDone, seen(300, { stored: 0 })])).holds).toBe(true);
  const dead: Written = {
    type: "job-dead-lettered",
    ...delivery("order-2", 3),
    reason: "no",
    deadLetters: "d",
    deadLetterSequence: 1,
  };
  expect(nothingLost(facts([...accepted, ...bothDone.slice(0, 5), dead, seen(300, { stored: 0 })])).holds).toBe(true);
  expect(nothingLost(facts([...accepted, ...bothDone.slice(0, 5), seen(300, { stored: 1 })])).holds).toBe(true);
});

test("nothing-lost: false for an accepted job that is neither done nor dead nor in the queue", () => {
  const open = [...accepted, ...bothDone.filter((event) => !("job" in event && event.job === "order-2"))];
  expect(nothingLost(facts([...open, seen(300, { stored: 0 })]))).toEqual({
    holds: false,
    detail: "neither done nor dead-lettered nor in the queue: order-2",
  });
  expect(nothingLost(facts(open)).holds).toBe(false);
});

test("nothing-lost: a job that was only delivered is not done", () => {
  const delivered = bothDone.filter(
    (event) => !("job" in event && event.job === "order-2" && event.type.startsWith("job-ack")),
  );
  expect(nothingLost(facts([...accepted, ...delivered, seen(300, { stored: 0 })])).holds).toBe(false);
});

test("nothing-lost: an ack whose confirmation nobody heard counts as the ack that it was", () => {
  const unheard = bothDone.filter((event) => !(event.type === "job-acked" && event.job === "order-2"));
  expect(nothingLost(facts([...accepted, ...unheard, seen(300, { stored: 0 })])).holds).toBe(true);
});

const lost = (job: string): Written => ({
  type: "job-lost",
  queue: "orders",
  job,
  streamSequence: Number(job.split("-").at(-1)),
});

test("nothing-lost: false for what was confirmed and lost on the wire, by its name, whatever else lies in the queue", () => {
  const done = [...accepted, ...doneBy("worker-1", "order-1", 4), lost("order-2")];
  for (const stored of [0, 1]) {
    expect(nothingLost(facts([...done, seen(300, { stored })]))).toEqual({
      holds: false,
      detail: "confirmed to its sender and gone: order-2",
    });
  }
  const both = [...accepted, lost("order-2"), seen(300, { stored: 0 })];
  expect(nothingLost(facts(both)).detail).toBe(
    "confirmed to its sender and gone: order-2; neither done nor dead-lettered nor in the queue: order-1",
  );
});

test("nothing-lost: what was lost and then stored by another try is not lost, be it done already or not", () => {
  const again: Written = { type: "job-stored", queue: "orders", job: "order-2", streamSequence: 9, actor: "shop" };
  const before = [...accepted, ...doneBy("worker-1", "order-1", 4), lost("order-2"), again];
  expect(nothingLost(facts([...before, seen(300, { stored: 1 })])).holds).toBe(true);
  const acked: Written = { type: "job-acked", ...delivery("order-2", 1, 9) };
  expect(nothingLost(facts([...before, acked, seen(300, { stored: 0 })])).holds).toBe(true);
  expect(nothingLost(facts([...before, seen(300, { stored: 0 })])).holds).toBe(false);
});

test("nothing-lost: a copy in the queue does not stand for the job that is missing there", () => {
  const copy: Written = { type: "job-duplicated", queue: "orders", job: "order-1", streamSequence: 7 };
  const open = [...accepted, copy, ...doneBy("worker-1", "order-1", 4)];
  expect(nothingLost(facts([...open, seen(300, { stored: 1 })])).holds).toBe(false);
  expect(nothingLost(facts([...open, seen(300, { stored: 2 })])).holds).toBe(true);
  const copyDone: Written = { type: "job-acked", ...delivery("order-1", 1, 7) };
  expect(nothingLost(facts([...open, copyDone, seen(300, { stored: 1 })])).holds).toBe(true);
});

test("everything-ends: producers finished, queues empty", () => {
  expect(everythingEnds(facts([...accepted, ...bothDone, finished, seen(300, { stored: 0 })])).holds).toBe(true);
});

test("everything-ends: false while a producer that was started again has not finished anew", () => {
  const again: Written = { type: "actor-started", role: "producer", actor: "shop", incarnation: 2 };
  const accomplished = [...accepted, ...bothDone, finished];
  const end = seen(300, { stored: 0 });
  expect(everythingEnds(facts([...accomplished, again, end])).holds).toBe(false);
  expect(everythingEnds(facts([...accomplished, again, { ...finished, incarnation: 2 }, end])).holds).toBe(true);
});

test("everything-ends: false while a producer has not finished or a queue holds something", () => {
  expect(everythingEnds(facts([...accepted, ...bothDone, seen(300, { stored: 0 })]))).toEqual({
    holds: false,
    detail: "0 of 1 producers and requesters had finished at the limit",
  });
  expect(everythingEnds(facts([...accepted, finished, seen(300, { stored: 2 })]))).toMatchObject({
    holds: false,
    detail: expect.stringContaining("2 in orders") as string,
  });
});
