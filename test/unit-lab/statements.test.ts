import { beforeEach, describe, expect, test } from "vitest";
import { agreeWith } from "../../lab/src/lessons/agreement.ts";
import { rowOf } from "../../lab/src/panels/events/event-rows.ts";
import { fillText } from "../../lab/src/lessons/figures.ts";
import { glueKnows } from "../../lab/src/twin/glue-knows.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { createSession } from "../../lab/src/session/create-session.ts";
import { createTwin } from "../../lab/src/session/create-twin.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import type { Run, Session } from "../../lab/src/session/types.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TestFrames } from "./frames.ts";

/** What the lab says of a run must be true of that run, whatever was changed in it. */
const options = { runner: localRunner, scenarios: SCENARIO_SOURCES };
let session: Session;
beforeEach(() => {
  session = createSession({ ...options, frames: new TestFrames() });
});

const shown = (): Run => {
  const { run, failure } = session.getState();
  if (!run) throw new Error(failure?.message ?? "no run");
  return run;
};

describe("at the decisive moment", () => {
  test("the lesson's words stand for the run that they were written for", async () => {
    await session.select("crash-redelivery");
    expect(shown().decisiveSays).toMatch(/order-3 is in its hands/);
  });

  test("a message that is deleted already is in nobody's hands", async () => {
    await session.select("crash-redelivery");
    await session.setKnob("crash-point", "after-ack");
    expect(shown().decisiveSays).toMatch(
      /^Worker-1 crashed.*\. It held nothing: order-3 is already deleted from orders\.$/i,
    );
    expect(shown().decisiveSays).not.toMatch(/still waiting|in its hands/);
  });

  test("a message in flight is told with its time", async () => {
    await session.select("crash-redelivery");
    await session.setKnob("crash-point", "before-ack");
    expect(shown().decisiveSays).toMatch(
      /Still in flight, until the visibility timeout has passed: order-3 until 00:0/,
    );
  });

  test("a queue on one server has no copies", async () => {
    await session.select("leader-dies");
    await session.setKnob("copies", 1);
    expect(shown().decisiveSays).toMatch(/orders was only on this server: it is unavailable until the server is back/);
    await session.resetKnobs();
    await session.setKnob("down", 8_000);
    expect(shown().decisiveSays).toMatch(/nats-\d and nats-\d have a copy of orders/);
  });

  test("a worker with heartbeats has not been silent", async () => {
    await session.select("ackwait-too-short");
    await session.setKnob("heartbeat", 400);
    expect(shown().decisiveSays).not.toMatch(/has said nothing/);
    expect(shown().decisiveSays).not.toBe("");
  });
});

describe("figures in sentences", () => {
  test.each([
    [10, " worker died.", " workers died."],
    [1, " workers crashed.", " worker crashed."],
    [1, " times in vain.", " time in vain."],
    [0, " message went", " messages went"],
    [1, " orders were given up", " order was given up"],
    [2, " was given up", " were given up"],
    [3, " deliveries to", " deliveries to"],
    [1, " deliveries to", " delivery to"],
    [1, " of 10 were", " of 10 were"],
    [1, ", and", ", and"],
  ])("%d%s", (count, written, told) => {
    expect(agreeWith(count, written)).toBe(told);
  });

  test("ten workers that were crashed by hand are ten workers", async () => {
    await session.select("crash-redelivery");
    for (let i = 0; i < 9; i++) {
      const at = shown().outcome.events.find(({ type, at }) => type === "job-started" && at > session.playhead.get());
      if (!at) break;
      session.seek(at.at);
      await session.crash(at.actor);
    }
    const [first] = shown().scenario.lesson?.happened ?? [];
    const text = first ? fillText(first, shown().outcome.events) : [];
    const crashes = shown().outcome.events.filter(({ type }) => type === "actor-crashed").length;
    expect(crashes).toBeGreaterThan(1);
    expect(text.map((part) => part.text).join("")).toContain(`${crashes} workers died.`);
  });
});

test("a choice is judged by the run that was asked about, not by one that was changed by hand", async () => {
  await session.select("crash-redelivery");
  session.predict("once");
  session.reveal();
  expect(session.getState().lesson.rightChoice).toBe("later");
  // The worker dies before it gets order-3, so that the fault never strikes.
  const first = shown().outcome.events.find(({ type }) => type === "job-started");
  session.seek(first?.at ?? 0);
  await session.crash(first?.actor ?? "");
  expect(session.getState().lesson.rightChoice).toBeNull();
  await session.undo();
  expect(session.getState().lesson.rightChoice).toBe("later");
});

describe("ticks and signs", () => {
  test("a refused charge is not charged, a recognized one neither", async () => {
    await session.select("retry-backoff");
    const ticks = (kind: string) => shown().marks.ticks.filter((tick) => tick.kind === kind).length;
    const events = (type: string) => shown().outcome.events.filter((event) => event.type === type).length;
    expect(events("effect-refused")).toBeGreaterThan(0);
    expect([ticks("effect"), ticks("refused")]).toEqual([events("effect-applied"), events("effect-refused")]);
    await session.select("double-charge", { variant: "with-key" });
    expect(events("effect-deduplicated")).toBe(1);
    expect([ticks("effect"), ticks("recognized")]).toEqual([events("effect-applied"), 1]);
  });

  test("the ack of a dead-lettered job is not 'done'", async () => {
    await session.select("retry-backoff");
    const dead = new Set(
      shown().outcome.events.flatMap((event) => (event.type === "job-dead-lettered" ? [event.job] : [])),
    );
    expect(dead.size).toBe(8);
    expect(shown().marks.ticks.filter(({ kind }) => kind === "done")).toEqual([]);
    const { index } = shown();
    const acks = index.events.map((event) => rowOf(index, event)).filter(({ type }) => type === "job-acked");
    expect(acks.length).toBe(8);
    expect(acks.every(({ tone }) => tone === "plain")).toBe(true);
  });
});

describe("what a crash took", () => {
  test("the twin's end says the same in both places", async () => {
    const twin = createTwin({ ...options, frames: new TestFrames() });
    await twin.open("glue-coordinator-crash", "level-0");
    const run = twin.getState().runs?.glue;
    if (!run) throw new Error("no run");
    const { coordinators } = stageAt(run.index, run.index.endMs);
    const { order } = twin.getState();
    expect(coordinators[0]).toMatchObject({ state: "stopped", forgotten: [order] });
    expect(coordinators[0]?.wiped?.flows).toContain(order);
    expect(glueKnows(coordinators, run.index, order, run.index.endMs).says).toMatch(
      /is forgotten: the table was in memory/,
    );
  });

  test("who never crashed has no last crash", async () => {
    await session.select("glue-happy");
    const { coordinators } = stageAt(shown().index, shown().index.endMs);
    expect(coordinators.map(({ wiped }) => wiped)).toEqual([null]);
  });

  test("a requester's forgotten requests are told to the end of the run", async () => {
    await session.select("requester-crash");
    const [crash] = shown().outcome.events.filter(({ type }) => type === "actor-crashed");
    const forgottenAt = (at: number) =>
      stageAt(shown().index, at).requesters[0]?.forgotten.map(({ request }) => request);
    const forgotten = forgottenAt(crash?.at ?? 0);
    expect(forgotten?.length).toBeGreaterThan(0);
    expect(forgottenAt(shown().index.endMs)).toEqual(forgotten);
  });
});
