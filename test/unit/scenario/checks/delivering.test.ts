import type { EventType } from "../../../../engine/trace/events.ts";
import { expect, test } from "vitest";
import { figure } from "../../../../engine/scenario/checks/figure.ts";
import { journey } from "../../../../engine/scenario/checks/journey.ts";
import { limitedBy } from "../../../../engine/scenario/checks/limited-by.ts";
import { oneWorkerEach } from "../../../../engine/scenario/checks/one-worker-each.ts";
import { queueEmpty } from "../../../../engine/scenario/checks/queue-empty.ts";
import { doneBy, factsOf, seen, sent, traceOf } from "../../../support/traces.ts";

const orders = { queue: "orders" };
const good = [
  ...sent("order-1", 0),
  ...sent("order-2", 100),
  ...doneBy("worker-1", "order-1", 4),
  ...doneBy("worker-2", "order-2", 104),
  seen(300, { stored: 0 }),
];
const facts = (events = good) => factsOf(traceOf(events));

test("one-worker-each: true when each accepted job was delivered once", () => {
  expect(oneWorkerEach(facts(), orders)).toEqual({
    holds: true,
    detail: "2 jobs, each delivered once, shared by 2 workers",
  });
});

test("one-worker-each: false for a second delivery, for none, and when there were no jobs", () => {
  const twice = oneWorkerEach(facts([...good, ...doneBy("worker-2", "order-1", 400, 2)]), orders);
  expect(twice).toEqual({ holds: false, detail: "not delivered exactly once: order-1" });
  expect(
    oneWorkerEach(
      facts(good.filter((event) => !("job" in event && event.type === "job-delivered" && event.job === "order-2"))),
      orders,
    ).holds,
  ).toBe(false);
  expect(oneWorkerEach(facts([]), orders).holds).toBe(false);
});

test("queue-empty: the broker's last word decides, not what it said before", () => {
  expect(queueEmpty(facts(), orders).holds).toBe(true);
  expect(queueEmpty(facts([...good, seen(400, { stored: 1 })]), orders)).toMatchObject({
    holds: false,
    detail: expect.stringContaining("1") as string,
  });
  expect(queueEmpty(facts([seen(1, { stored: 3 }), ...good]), orders).holds).toBe(true);
});

test("queue-empty: a queue at which nobody looked is not empty", () => {
  expect(queueEmpty(facts(good.filter(({ type }) => type !== "queue-observed")), orders)).toMatchObject({
    holds: false,
  });
});

test("journey: in this order, with other things between; other jobs do not count", () => {
  const steps: EventType[] = ["job-sent", "job-stored", "job-delivered", "job-acked"];
  expect(journey(facts(), { job: "order-1", steps }).holds).toBe(true);
  const swapped = [...good].sort((a, b) => Number(b.type === "job-delivered") - Number(a.type === "job-delivered"));
  expect(journey(facts(swapped), { job: "order-1", steps })).toMatchObject({
    holds: false,
    detail: expect.stringContaining("never reached job-delivered") as string,
  });
  expect(journey(facts(), { job: "order-3", steps })).toMatchObject({
    holds: false,
    detail: expect.stringContaining("none") as string,
  });
  expect(journey(facts(), { job: "order-1", steps: ["job-sent", "job-sent"] }).holds).toBe(false);
});

test("figure: a query's answer against what is claimed, both in the detail", () => {
  const query = { count: { type: "job-acked" } } as const;
  expect(figure(facts(), { query, is: { equals: 2 } })).toEqual({
    holds: true,
    detail: "the run says 2; claimed: exactly 2",
  });
  expect(figure(facts(), { query, is: { atLeast: 3 } })).toEqual({
    holds: false,
    detail: "the run says 2; claimed: at least 3",
  });
});

test("limited-by: told by how long jobs wait, against how long a run takes", () => {
  const piledUp = [
    ...sent("order-1", 0),
    ...sent("order-2", 0),
    ...doneBy("worker-1", "order-1", 4),
    ...doneBy("worker-1", "order-2", 304),
  ];
  expect(limitedBy(facts(), { ...orders, by: "producer" }).holds).toBe(true);
  expect(limitedBy(facts(), { ...orders, by: "workers" }).holds).toBe(false);
  expect(limitedBy(facts(piledUp), { ...orders, by: "workers" })).toEqual({
    holds: true,
    detail: "the longest wait in the queue was 302 ms, the longest run 100 ms",
  });
  expect(limitedBy(facts(piledUp), { ...orders, by: "producer" }).holds).toBe(false);
});

test("limited-by: a job that nobody got waited for ever", () => {
  expect(limitedBy(facts([...good, ...sent("order-3", 200)]), { ...orders, by: "producer" }).holds).toBe(false);
});
