import { describe, expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { EventType, TraceEvent } from "../../../engine/trace/events.ts";
import { ofType } from "../../../engine/trace/of-type.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { expectWellFormed } from "../../support/well-formed.ts";

const scenario = scenarioById("broker-restart");
const run = async (storage: "file" | "memory", seed = scenario.seed) =>
  (await runVirtual(requestFor(scenario, { knobs: { storage }, seed }))).events;
const only = <T extends EventType>(events: readonly TraceEvent[], type: T) => {
  const [first, ...more] = ofType(events, type);
  if (first === undefined || more.length > 0) throw new Error(`expected one ${type}`);
  return first;
};

describe("SW1: a server's end and start are told by whoever does it", () => {
  test("before anybody can see it, one after the other, with the fault as their cause", async () => {
    const events = await run("file");
    expectWellFormed(events);
    const [fault, stopped, started] = [
      only(events, "fault-injected"),
      only(events, "server-stopped"),
      only(events, "server-started"),
    ];
    expect([stopped.cause, started.cause]).toEqual([fault.id, stopped.id]);
    expect([stopped.server, started.server, started.at - stopped.at]).toEqual(["nats-1", "nats-1", 1_200]);
    for (const lost of ofType(events, "connection-lost")) expect(lost.seq).toBeGreaterThan(stopped.seq);
    for (const back of ofType(events, "connection-restored")) expect(back.seq).toBeGreaterThan(started.seq);
  });

  test("everybody who was connected loses the connection once and has it again once", async () => {
    const events = await run("file");
    const told = (type: "connection-lost" | "connection-restored") =>
      ofType(events, type)
        .map(({ actor }) => actor)
        .toSorted();
    expect(told("connection-lost")).toEqual(["shop", "worker-1", "worker-2"]);
    expect(told("connection-restored")).toEqual(["shop", "worker-1", "worker-2"]);
  });

  test("while it is away nothing is stored, delivered or acknowledged", async () => {
    const events = await run("file");
    const between = events.filter(
      ({ seq }) => seq > only(events, "server-stopped").seq && seq < only(events, "server-started").seq,
    );
    // What was on its way to a client when it died still comes.
    const late = between.filter(({ at }) => at > only(events, "server-stopped").at + scenario.hopMs);
    expect(new Set(late.map(({ type }) => type))).toEqual(new Set(["job-sent"]));
  });
});

test("SW2: afterwards there is a queue, also where it was in memory, and what is sent then is done", async () => {
  const events = await run("memory");
  const { seq } = only(events, "server-started");
  const later = ofType(events, "job-stored").filter((event) => event.seq > seq);
  expect(later.map(({ streamSequence }) => streamSequence)).toEqual([1, 2, 3, 4]);
  const done = new Set(ofType(events, "job-acked").map(({ job }) => job));
  expect(later.filter(({ job }) => !done.has(job))).toEqual([]);
});

describe("SW3: what was in memory only is recorded as lost", () => {
  test.each([7, 8, 9])("seed %i: all that was accepted and not settled by then, and nothing else", async (seed) => {
    const events = await run("memory", seed);
    const stopped = only(events, "server-stopped");
    const before = events.filter((event) => event.seq < stopped.seq);
    const settled = new Set(ofType(before, "job-acked").map(({ job }) => job));
    const open = ofType(before, "job-stored").filter(({ job }) => !settled.has(job));
    const lost = ofType(events, "job-lost");
    expect(open.length).toBeGreaterThan(0);
    expect(lost.map(({ job, streamSequence }) => [job, streamSequence])).toEqual(
      open.map(({ job, streamSequence }) => [job, streamSequence]),
    );
    expect(new Set(lost.map(({ cause, actor }) => `${actor} because ${cause}`))).toEqual(
      new Set([`runner because ${stopped.id}`]),
    );
  });

  test("on disk there is nothing to record", async () => {
    expect(ofType(await run("file"), "job-lost")).toEqual([]);
  });
});
