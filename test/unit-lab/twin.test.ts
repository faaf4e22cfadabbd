import { beforeEach, describe, expect, test } from "vitest";
import { decodeLink } from "../../lab/src/session/decode-link.ts";
import { createTwin } from "../../lab/src/session/create-twin.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import type { TwinSession } from "../../lab/src/session/twin-types.ts";
import type { Runner } from "../../lab/src/session/types.ts";
import { glueKnows } from "../../lab/src/twin/glue-knows.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { soFar } from "../../lab/src/twin/joint.ts";
import { orderCards } from "../../lab/src/stage/flow/order-cards.ts";
import type { Side } from "../../lab/src/twin/types.ts";
import { glueCoordinatorCrash } from "../../scenarios/glue-coordinator-crash.ts";
import { glueHappy } from "../../scenarios/glue-happy.ts";
import { glueLateReply } from "../../scenarios/glue-late-reply.ts";
import { lifeOfAMessage } from "../../scenarios/life-of-a-message.ts";
import { TestFrames } from "./frames.ts";

const SCENARIOS = [lifeOfAMessage, glueHappy, glueCoordinatorCrash, glueLateReply];
let frames: TestFrames;
let asked: string[];
let twin: TwinSession;

/** Counts what is asked of the one worker, and that it is asked for one run after the other. */
function countingRunner(): Runner {
  let busy = 0;
  return {
    ...localRunner,
    run: async (request) => {
      asked.push(request.variant);
      if (++busy > 1) throw new Error("two runs at once");
      try {
        return await localRunner.run(request);
      } finally {
        busy--;
      }
    },
  };
}

const make = () => createTwin({ runner: countingRunner(), scenarios: SCENARIOS, frames });
beforeEach(() => {
  frames = new TestFrames();
  asked = [];
  twin = make();
});

const runs = () => {
  const found = twin.getState().runs;
  if (!found) throw new Error(`no runs: ${JSON.stringify(twin.getState().failure)}`);
  return found;
};
const crashes = (side: Side) =>
  runs()[side].outcome.events.flatMap((event) =>
    event.type === "actor-crashed" && event.by === "intervention" ? [[event.actor, event.at]] : [],
  );

describe("two runs", () => {
  test("of one scenario and one seed, one after the other, glue on the left", async () => {
    await twin.open("glue-coordinator-crash");
    expect(asked).toEqual(["level-0", "orchestrated"]);
    const { glue, orchestrated } = runs();
    expect([glue.scenario.flow?.design, orchestrated.scenario.flow?.design]).toEqual(["glue-L0", "orchestrated"]);
    expect(glue.request.seed).toBe(orchestrated.request.seed);
    expect(orchestrated.statecharts.map(({ graph }) => graph.id)).toEqual(["order"]);
    expect(glue.statecharts).toEqual([]);
  });

  test("on one time, as long as the longer; the shorter stands still at its end", async () => {
    await twin.open("glue-coordinator-crash");
    const { glue, orchestrated } = runs();
    expect(glue.index.endMs).toBeGreaterThan(orchestrated.index.endMs);
    twin.sides.orchestrated.seek(Number.MAX_SAFE_INTEGER);
    frames.runOut();
    expect(twin.playhead.get()).toBe(glue.index.endMs);
    expect(twin.sides.orchestrated.playhead.snapshot().atMs).toBe(orchestrated.index.endMs);
    expect(twin.sides.glue.playhead.snapshot().atMs).toBe(glue.index.endMs);
  });

  test("a step goes to what happens next on either side", async () => {
    await twin.open("glue-happy");
    const moments = new Set([...runs().glue.index.moments, ...runs().orchestrated.index.moments]);
    for (let i = 0; i < 40; i++) {
      twin.sides.glue.nextEvent();
      expect(moments.has(twin.playhead.get())).toBe(true);
    }
    expect(twin.playhead.get()).toBe([...moments].sort((a, b) => a - b)[39]);
  });

  test("another level keeps the moment, another seed begins anew, and both have it", async () => {
    await twin.open("glue-coordinator-crash", "level-2");
    expect(runs().glue.scenario.flow?.design).toBe("glue-L2");
    twin.sides.glue.seek(4_000);
    await twin.setLevel("level-3");
    expect([runs().glue.scenario.flow?.design, twin.playhead.get()]).toEqual(["glue-L3", 4_000]);
    await twin.setSeed(7);
    expect([runs().glue.request.seed, runs().orchestrated.request.seed, twin.playhead.get()]).toEqual([7, 7, 0]);
    const another = twin.setSeed(8);
    twin.sides.glue.seek(2_000);
    await another;
    expect([runs().glue.request.seed, twin.playhead.get()]).toEqual([8, 2_000]);
  });

  test("a scenario without an orchestrated design says so", async () => {
    await twin.open("life-of-a-message");
    expect(twin.getState()).toMatchObject({
      status: "failed",
      failure: { message: "life-of-a-message has no two designs of one flow to compare." },
    });
    await twin.open("nothing-of-the-kind");
    expect(twin.getState().failure?.message).toMatch(/There is no scenario called/);
  });
});

describe("where they diverge", () => {
  test("the scenario's order is looked at first; without faults they never diverge", async () => {
    await twin.open("glue-coordinator-crash");
    expect(twin.getState().order).toBe("order-2");
    expect(twin.getState().divergences[0]).toMatchObject({
      number: 1,
      order: "order-2",
      at: 7_416,
      after: "outside: ship",
      lines: {
        glue: [{ text: "the customer stops waiting" }],
        orchestrated: [{ text: "notify times out, try 1" }, {}, {}, {}],
      },
    });
    await twin.open("glue-happy");
    expect(twin.getState().divergences).toEqual([]);
  });

  test("one goes from one to the next and back", async () => {
    await twin.open("glue-late-reply");
    const places = [...new Set(twin.getState().divergences.map(({ at }) => at))];
    expect(places.length).toBeGreaterThan(3);
    const visited: number[] = [];
    while (twin.nextDivergence()) visited.push(twin.playhead.get());
    expect(visited).toEqual(places);
    expect(twin.getState().order).toBe(twin.getState().divergences.at(-1)?.order);
    while (twin.previousDivergence()) visited.push(twin.playhead.get());
    expect(visited.slice(places.length)).toEqual(places.slice(0, -1).reverse());
  });

  test("playing pauses at the first by itself, once", async () => {
    await twin.open("glue-coordinator-crash");
    twin.sides.glue.setSpeed(16);
    twin.sides.glue.play();
    frames.runOut();
    expect([twin.playhead.get(), twin.getState().pausedAtDivergence, twin.getState().playing]).toEqual([
      7_416,
      true,
      false,
    ]);
    twin.sides.orchestrated.play();
    frames.runOut();
    expect(twin.playhead.get()).toBe(runs().glue.index.endMs);
  });
});

describe("what is done by hand", () => {
  const MOMENT = 2_640;
  beforeEach(async () => {
    await twin.open("glue-happy");
    twin.sides.glue.seek(MOMENT);
  });

  test("strikes the side that was clicked, and the other run stays as it is", async () => {
    const before = runs();
    await twin.sides.glue.crash("coordinator-1");
    expect(crashes("glue")).toEqual([["coordinator-1", MOMENT]]);
    expect(runs().orchestrated).toBe(before.orchestrated);
    expect(twin.playhead.get()).toBe(MOMENT);
    expect(twin.getState().divergences.length).toBeGreaterThan(0);
    await twin.undo();
    expect(runs()).toEqual(before);
    expect(twin.getState()).toMatchObject({ canUndo: false, divergences: [] });
  });

  test("or the other", async () => {
    await twin.sides.orchestrated.crash("coordinator-1");
    expect([crashes("glue"), crashes("orchestrated")]).toEqual([[], [["coordinator-1", MOMENT]]]);
  });

  test("or both at the same moment, each after its own tick", async () => {
    twin.setOnBoth(true);
    await twin.sides.orchestrated.crash("coordinator-1");
    expect([crashes("glue"), crashes("orchestrated")]).toEqual([
      [["coordinator-1", MOMENT]],
      [["coordinator-1", MOMENT]],
    ]);
    const { glue, orchestrated } = twin.getState().interventions;
    for (const [side, made] of [
      ["glue", glue],
      ["orchestrated", orchestrated],
    ] as const) {
      const ticks = runs()[side].outcome.tickTimes;
      expect(ticks[made[0]?.afterTick ?? 0]).toBeLessThanOrEqual(MOMENT);
      expect(ticks[(made[0]?.afterTick ?? 0) + 1]).toBeGreaterThanOrEqual(MOMENT);
    }
    expect(glue[0]?.afterTick).not.toBe(orchestrated[0]?.afterTick);
    await twin.undo();
    expect(twin.getState().interventions).toEqual({ glue: [], orchestrated: [] });
  });

  test("what makes no sense on one side is said, and done on the other", async () => {
    await twin.sides.glue.crash("coordinator-1");
    twin.setOnBoth(true);
    twin.sides.glue.step(10);
    await twin.sides.orchestrated.crash("coordinator-1");
    expect(twin.getState().notices.at(-1)?.text).toMatch(/^Queue glue: coordinator-1 has already crashed/);
    expect(crashes("orchestrated")).toHaveLength(1);
  });

  test("a link holds both sides, and what is open now opens again", async () => {
    await twin.setLevel("level-3");
    twin.sides.glue.seek(MOMENT);
    await twin.sides.glue.crash("coordinator-1");
    twin.sides.glue.seek(3_000);
    await twin.sides.orchestrated.crash("payment-1");
    const before = twin.getState();
    const link = await twin.link();
    const told = await decodeLink(link, localRunner.check);
    expect(told).toMatchObject({
      scenario: "glue-happy",
      setup: { variant: "level-3", interventions: before.interventions.glue, atMs: 3_000 },
      twin: { interventions: before.interventions.orchestrated },
    });
    const other = make();
    await other.openLink(link);
    const after = other.getState();
    for (const side of ["glue", "orchestrated"] as const) {
      expect(after.runs?.[side].outcome.events).toEqual(before.runs?.[side].outcome.events);
    }
    expect([other.playhead.get(), after.canUndo, after.failure]).toEqual([3_000, true, null]);
    await other.undo();
    expect(other.getState().interventions).toEqual({ glue: [], orchestrated: [] });
  });

  test("a bad link is a failure that says what is wrong", async () => {
    await twin.openLink("no-link");
    expect(twin.getState()).toMatchObject({ status: "failed", runs: null });
    expect(twin.getState().failure?.message).toMatch(/This link cannot be opened/);
  });
});

describe("in words", () => {
  test("what a naive coordinator knows of an order, before and after it died", async () => {
    await twin.open("glue-coordinator-crash");
    const { index } = runs().glue;
    const knows = (atMs: number) => glueKnows(stageAt(index, atMs).coordinators, index, "order-2", atMs);
    expect(knows(100)).toMatchObject({ says: "has not arrived here yet.", timers: [] });
    expect(knows(2_800)).toMatchObject({ says: expect.stringMatching(/under way.*:$/), stored: false });
    expect(knows(2_800).timers[0]).toMatchObject({ timer: "reserve", where: "memory" });
    expect(knows(3_500).says).toBe("is forgotten: the table was in memory, and no timer is set for it.");
  });

  test("how it stands so far", async () => {
    await twin.open("glue-coordinator-crash");
    const { index } = runs().glue;
    expect(soFar(orderCards(index, 100))).toBe("No order yet.");
    expect(soFar(orderCards(index, 4_600))).toBe("Of 3 orders so far 1 completed, 1 under way, 1 forgotten.");
    expect(soFar(orderCards(index, index.endMs))).toMatch(/order-2: .*the flow never ended/);
  });
});
