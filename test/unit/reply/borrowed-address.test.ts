import { expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { ScenarioSource } from "../../../engine/scenario/schema.ts";
import { requestFor } from "../../support/runs.ts";
import { smallScenario } from "../../support/traces.ts";

/** A shop that sends two orders, and a web server that asks for one quote elsewhere and owns the reply queue. */
async function runWith(replyTo: string | null) {
  const changes: Partial<ScenarioSource> = {
    queues: [{ name: "orders" }, { name: "quotes" }],
    producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 2, everyMs: 50, replyTo }],
    requesters: [{ name: "web", queue: "quotes", requestName: "quote", requests: 1 }],
    workers: [
      { name: "worker", queue: "orders", handler: { kind: "charge", serviceMs: 20, key: "job" } },
      { name: "clerk", queue: "quotes", handler: { kind: "work", serviceMs: 20 } },
    ],
  };
  const { events } = await runVirtual(requestFor(smallScenario(changes)));
  return (type: string) =>
    events.flatMap((event) => (event.type === type && "request" in event ? [`${event.actor}: ${event.request}`] : []));
}

test("answers go to the address in the message, and there nobody knows the question", async () => {
  const of = await runWith("web");
  expect(of("reply-sent").toSorted()).toEqual(["clerk-1: quote-1", "worker-1: order-1", "worker-1: order-2"]);
  expect(of("reply-orphaned")).toEqual(["web: order-1", "web: order-2"]);
  expect(of("reply-received")).toEqual(["web: quote-1"]);
});

test("without an address nobody is told, and the work is done all the same", async () => {
  const of = await runWith(null);
  expect(of("reply-sent")).toEqual(["clerk-1: quote-1"]);
  expect(of("reply-orphaned")).toEqual([]);
});
