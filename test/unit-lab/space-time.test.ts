import { expect, test } from "vitest";
import {
  chainTo,
  currentPlace,
  goodSpan,
  lanesOf,
  linksOf,
  neighboursOf,
  spaceTimeIn,
} from "../../lab/src/panels/space-time/space-time.ts";
import { stopwatchMs } from "../../engine/clock/system-clock.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TraceBuilder } from "./trace-builder.ts";

/** One job: sent by the shop, delivered to a worker because of that, and charged outside because of the worker. */
function oneJob() {
  const builder = new TraceBuilder().starts(0, "worker-1", "worker");
  const sent = builder.add(0, "shop", { type: "job-sent", queue: "orders", job: "order-1", payload: null });
  const delivery = { queue: "orders", job: "order-1", streamSequence: 1, attempt: 1 };
  const received = builder.add(
    200,
    "worker-1",
    { type: "job-delivered", ...delivery, deadline: 1_200 },
    { cause: sent },
  );
  const started = builder.add(200, "worker-1", { type: "job-started", ...delivery }, { cause: received });
  const body = { type: "effect-applied", effect: "charge", job: "order-1", key: null, amountCents: 2_000 } as const;
  builder.add(500, "outside", body, { cause: started });
  builder.add(600, "observer", {
    type: "queue-observed",
    ...{ queue: "orders", stored: 1, waiting: 0, inFlight: 1, deadLetters: 0 },
  });
  return builder.index();
}
const index = oneJob();
const all = { from: 0, to: 1_000, count: index.events.length };
const edgesIn = (sight: typeof all) =>
  spaceTimeIn(index, sight).edges.map(({ cause, effect }) => {
    const lanes = lanesOf(index);
    return `${lanes[cause.lane]} ${cause.at} → ${lanes[effect.lane]} ${effect.at}`;
  });

test("a lane per actor that did something; lines between lanes only", () => {
  expect([...lanesOf(index)].sort()).toEqual(["outside", "shop", "worker-1"]);
  expect(edgesIn(all)).toEqual(["shop 0 → worker-1 200", "worker-1 200 → outside 500"]);
});

test("a window: a line reaches in from a cause before it, and out to an effect after it", () => {
  expect(edgesIn({ ...all, from: 100, to: 300 })).toEqual(["shop 0 → worker-1 200", "worker-1 200 → outside 500"]);
  expect(edgesIn({ ...all, from: 600, to: 900 })).toEqual([]);
});

test("before the prediction nothing of what comes later is drawn, no line that leads there either", () => {
  const seen = index.events.findIndex(({ type }) => type === "effect-applied");
  expect(edgesIn({ ...all, count: seen })).toEqual(["shop 0 → worker-1 200"]);
  expect(spaceTimeIn(index, { ...all, count: seen }).marks.every(({ place }) => place < seen)).toBe(true);
  const delivered = index.events.findIndex(({ type }) => type === "job-started");
  expect(neighboursOf(index, delivered, seen).effects).toEqual([]);
  expect(neighboursOf(index, delivered, index.events.length).effects).toHaveLength(1);
});

test("the current event, and the chain of causes that leads to it", () => {
  expect(currentPlace(index, 0)).toBe(1);
  const place = currentPlace(index, 700) ?? -1;
  // The observer's look is no part of it.
  expect(index.events[place]?.type).toBe("effect-applied");
  expect(chainTo(index, place).map((at) => index.events[at]?.type)).toEqual([
    "job-sent",
    "job-delivered",
    "job-started",
    "effect-applied",
  ]);
});

test("events that would lie on one another are one mark: the worst of them", () => {
  const builder = new TraceBuilder();
  for (let at = 0; at < 5_000; at++) builder.starts(at, "worker-1", "worker");
  builder.crashes(2_500, "worker-1");
  const crowded = builder.index();
  const { marks } = spaceTimeIn(crowded, { from: 0, to: 5_000, count: crowded.events.length });
  expect(marks.length).toBeLessThanOrEqual(401);
  expect(marks.some(({ tone }) => tone === "bad")).toBe(true);
});

test("a window of a long run costs what is in it", () => {
  const builder = new TraceBuilder();
  for (let n = 0; n < 20_000; n++) builder.starts(10 * n, `worker-${n % 20}`, "worker", n + 1);
  const long = builder.index();
  linksOf(long);
  const begun = stopwatchMs();
  for (let n = 0; n < 50; n++) spaceTimeIn(long, { from: 1_000 * n, to: 1_000 * n + 1_000, count: long.events.length });
  // A hundred events each: far below a frame, on any machine.
  expect((stopwatchMs() - begun) / 50).toBeLessThan(16);
  expect(goodSpan(long)).toBe(1_000);
});

test("of every shipped run, a line leads forward in the trace", async () => {
  for (const id of ["glue-happy", "fan-out", "requester-crash"]) {
    const scenario = await localRunner.check(
      SCENARIO_SOURCES.find((source) => source.id === id),
      id,
    );
    const request = requestOf(scenario, writtenSetup(scenario));
    const { index: shipped } = runOf(1, request, await localRunner.run(request));
    const { edges } = spaceTimeIn(shipped, { from: 0, to: shipped.endMs, count: shipped.events.length });
    expect(edges.length).toBeGreaterThan(5);
    expect(edges.filter(({ cause, effect }) => cause.place >= effect.place || cause.at > effect.at)).toEqual([]);
  }
});
