import { expect, test } from "vitest";
import { otlpJson } from "../../../../engine/trace/export/otlp.ts";
import type { TraceEvent } from "../../../../engine/trace/events.ts";
import { attribute, resourcesIn, spansIn } from "../../../support/exports/otlp.ts";
import { requestFor, scenarioById } from "../../../support/runs.ts";
import { runVirtual } from "../../../../engine/scenario/run/run-virtual.ts";
import { sent, traceOf, type Written } from "../../../support/traces.ts";

const BEGAN = 1_700_000_000_000;
const text = (events: readonly TraceEvent[], beganAtMs = BEGAN, title = "a run") =>
  otlpJson([{ title, events }], { beganAtMs });
const resourcesOf = (events: readonly TraceEvent[]) => resourcesIn(text(events));
const spansOf = (events: readonly TraceEvent[]) => spansIn(text(events));
const written = (events: readonly Written[]) => spansOf(traceOf(events));
test("a job whose worker died: the failed delivery, and the one that links to it", async () => {
  const { events } = await runVirtual(requestFor(scenarioById("crash-redelivery")));
  const spans = spansOf(events).filter((span) => attribute(span, "messaging.message.id") === "order-3");
  expect(spans.map(({ name, kind, status }) => [name, kind, status])).toEqual([
    ["send orders", 4, {}],
    ["process orders", 5, { code: 2, message: "crashed: before-effect of order-3" }],
    ["process orders", 5, {}],
  ]);
  const [, first, second] = spans;
  expect(second?.links).toMatchObject([{ traceId: first?.traceId, spanId: first?.spanId }]);
  expect([first, second].map((span) => span && attribute(span, "ackademy.outcome"))).toEqual(["crashed", "done"]);
  expect(first && attribute(first, "error.type")).toBe("crashed");
  expect(second?.events.map(({ name }) => name)).toEqual([
    "job-started",
    "effect-applied",
    "job-ack-sent",
    "job-acked",
  ]);
  expect(second && [attribute(second, "messaging.system"), attribute(second, "messaging.operation.type")]).toEqual([
    ...["nats", "process"],
  ]);
});

test("OT2: a reply that a handler sent has its own trace and links to that delivery", async () => {
  const { events } = await runVirtual(requestFor(scenarioById("message-taxonomy")));
  const replies = spansOf(events).filter(({ name, kind }) => kind === 4 && name.endsWith("replies"));
  expect(replies.length).toBeGreaterThan(0);
  for (const { links, traceId } of replies) {
    expect(links).toHaveLength(1);
    expect(links?.[0]?.traceId).not.toBe(traceId);
  }
});

test("a job that the queue refused is an error of its send", () => {
  const [send] = written([
    ...sent("order-1", 0).slice(0, 1),
    { type: "job-refused", queue: "orders", job: "order-1", reason: "full", actor: "shop", at: 5, cause: "shop/1/1" },
  ]);
  expect(send).toMatchObject({ status: { code: 2, message: "full" }, kind: 4 });
  expect(BigInt(send?.endTimeUnixNano ?? 0) - BigInt(send?.startTimeUnixNano ?? 0)).toBe(5_000_000n);
});

test("OT3: the same export gives the same text; another beginning or another run gives other ids", () => {
  const events = traceOf(sent("order-1", 0));
  const other = traceOf(sent("order-1", 1));
  const idIn = (json: string) => /"traceId":"(\w+)"/.exec(json)?.[1];
  expect(text(events)).toBe(text(events));
  const ids = [text(events), text(events, BEGAN + 1), text(events, BEGAN, "b"), text(other)].map(idIn);
  expect(new Set(ids).size).toBe(4);
});

test("an incarnation is an instance of a service; times are wall times", () => {
  const [shop] = resourcesOf(traceOf(sent("order-1", 1.5)));
  expect(shop && ["service.name", "service.instance.id"].map((key) => attribute(shop.resource, key))).toEqual([
    ...["shop", "shop/1"],
  ]);
  expect(shop?.scopeSpans[0].spans[0]?.startTimeUnixNano).toBe("1700000000001500000");
});
