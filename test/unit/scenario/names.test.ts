import { timersQueue } from "../../../engine/flow/orchestrator/names.ts";
import { expect, test } from "vitest";
import {
  allQueues,
  answeredJob,
  COORDINATOR,
  DEADLINES_QUEUE,
  askedJobNames,
  jobNames,
  producerNames,
  replyQueueName,
  workerNames,
} from "../../../engine/scenario/names.ts";
import { smallScenario } from "../../support/traces.ts";

const scenario = smallScenario({
  requesters: [
    { name: "web", queue: "orders", requestName: "quote", requests: 2, tries: 3, replyAckWaitMs: 700 },
    { name: "app", queue: "orders", requests: 1 },
  ],
});

test("workers are numbered from 1", () => {
  expect(workerNames({ name: "worker", count: 3 })).toEqual(["worker-1", "worker-2", "worker-3"]);
});

test("each requester has a reply queue of its own, after the queues that the scenario names", () => {
  expect(replyQueueName({ name: "web" })).toBe("web-replies");
  expect(allQueues(scenario).map(({ name, ackWaitMs }) => [name, ackWaitMs])).toEqual([
    ["orders", 1_000],
    ["web-replies", 700],
    ["app-replies", 5_000],
  ]);
});

test("a scenario without requesters has the queues that it names, unchanged", () => {
  expect(allQueues(smallScenario())).toEqual(smallScenario().queues);
});

test("whoever gives others work: producers, then requesters", () => {
  expect(producerNames(scenario)).toEqual(["shop", "web", "app"]);
});

test("each try of a request is a job; the first one goes by the request's name", () => {
  expect(jobNames(scenario)).toEqual([
    ...["order-1", "order-2", "order-3"],
    ...["quote-1", "quote-1-try-2", "quote-1-try-3", "quote-2", "quote-2-try-2", "quote-2-try-3"],
    "request-1",
  ]);
});

test("somebody waits for an answer to each try of a request, and to nothing that a producer sends", () => {
  expect(askedJobNames(scenario)).toEqual(jobNames(scenario).slice(3));
  expect(jobNames(scenario, "mails")).toEqual([]);
});

test.each([
  ["reply-quote-1-1", "quote-1"],
  ["reply-quote-1-try-2-13", "quote-1-try-2"],
  ["reply-quote-1-0", null],
  ["reply-quote", null],
  ["quote-1", null],
])("%s is an answer to %s", (name, job) => {
  expect(answeredJob(name)).toBe(job);
});

test("the queue of deadlines is the one that the orchestrator makes beside its replies", () => {
  const replies = { name: replyQueueName({ name: COORDINATOR }), namespace: "lab", ackWaitMs: 1, maxAttempts: 1 };
  expect(DEADLINES_QUEUE).toBe(timersQueue({ ...replies, retry: { kind: "fixed", delayMs: 1 } }).name);
});
