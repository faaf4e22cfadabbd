import { beforeEach, expect, test } from "vitest";
import { byFault, child, clock, events, last, reset, run, started, supervisor } from "./supervised.ts";

beforeEach(reset);

test("S1: a crashed actor comes again after its time, as the next incarnation", async () => {
  supervisor.start(child("a", 500));
  supervisor.crash("a", byFault);
  expect(supervisor.anyRunning).toBe(false);
  await run();
  expect(started.map(({ incarnation }) => incarnation)).toEqual([1, 2]);
  expect(clock.now()).toBe(500);
  expect(supervisor.anyRunning).toBe(true);
});

test("S1: an actor without a restart time stays dead until somebody starts it", async () => {
  supervisor.start(child("a", null));
  supervisor.crash("a", byFault);
  await run();
  expect(started).toHaveLength(1);
  expect(supervisor.restart("a")).toBe(true);
  expect(last().incarnation).toBe(2);
});

test("S1: one who was started by hand is not started again when its time comes", async () => {
  supervisor.start(child("a", 500));
  supervisor.crash("a", byFault);
  supervisor.restart("a");
  await run();
  expect(started.map(({ incarnation }) => incarnation)).toEqual([1, 2]);
});

test("S1: nor when it has crashed again meanwhile: only the latest crash counts", async () => {
  supervisor.start(child("a", 500));
  supervisor.crash("a", byFault);
  clock.setTimeout(() => {
    supervisor.restart("a");
    supervisor.crash("a", byFault);
  }, 300);
  await run();
  expect(started.map(({ incarnation }) => incarnation)).toEqual([1, 2, 3]);
  expect(last().at).toBe(800);
});

test("S1: a running actor cannot be started, an unknown one neither started nor crashed", () => {
  supervisor.start(child("a", null));
  expect(supervisor.restart("a")).toBe(false);
  expect(supervisor.restart("b")).toBe(false);
  expect(supervisor.crash("b", byFault)).toBe(false);
});

test("S2: a crash is recorded once, by whom and why, and the dead is killed first", () => {
  supervisor.start(child("a", null));
  expect(supervisor.crash("a", { by: "intervention", detail: "by hand", cause: "runner/1/1" })).toBe(true);
  expect(last().killed).toBe(true);
  expect(supervisor.crash("a", byFault)).toBe(false);
  expect(events).toEqual([
    {
      id: "a/1/crash",
      cause: "runner/1/1",
      at: 0,
      tick: null,
      actor: "a",
      incarnation: 1,
      type: "actor-crashed",
      role: "producer",
      by: "intervention",
      detail: "by hand",
    },
  ]);
});

test("S2: a crash that the host reports is recorded too, and brings the next incarnation", async () => {
  supervisor.start(child("a", 100));
  last().listener.crashed({ by: "unexpected", detail: "code 1", cause: null });
  expect(events.map(({ id }) => id)).toEqual(["a/1/crash"]);
  await run();
  expect(last().incarnation).toBe(2);
});

test("S3: after stopAll nothing is started any more, whoever crashed before", async () => {
  supervisor.start(child("a", 100));
  supervisor.start(child("b", 100));
  supervisor.crash("a", byFault);
  supervisor.stopAll();
  expect(last().stopped).toBe(true);
  await run();
  expect(started).toHaveLength(2);
  expect(supervisor.restart("a")).toBe(false);
  expect(started).toHaveLength(2);
});

test("one that ended by itself is not running, and no crash", () => {
  supervisor.start(child("a", 100));
  last().listener.ended();
  expect(supervisor.anyRunning).toBe(false);
  expect(events).toEqual([]);
});

test("killAll ends the rest without a record", () => {
  supervisor.start(child("a", 100));
  supervisor.start(child("b", null));
  supervisor.killAll();
  expect(started.every(({ killed }) => killed)).toBe(true);
  expect(supervisor.anyRunning).toBe(false);
  expect(events).toEqual([]);
});

const byHand = { by: "intervention", cause: "runner/1/1" } as const;
const told = () => events.map(({ id, type, cause, at }) => [at, id, type, cause]);

test("S4: a pause is recorded, lasts for its time, and its end is recorded before the actor goes on", async () => {
  supervisor.start(child("a", null));
  expect(supervisor.pause("a", { by: "fault", cause: "runner/1/1", forMs: 400 })).toBe(true);
  expect(supervisor.anyPaused).toBe(true);
  await run();
  expect(last().done).toEqual(["pause", "resume"]);
  expect(told()).toEqual([
    [0, "a/1/pause-1", "actor-paused", "runner/1/1"],
    [400, "a/1/resume-1", "actor-resumed", "a/1/pause-1"],
  ]);
  expect(events).toMatchObject([
    { by: "fault", role: "producer", incarnation: 1 },
    { by: "fault", role: "producer", incarnation: 1 },
  ]);
  expect(supervisor.anyPaused).toBe(false);
});

test("S4: an actor that says that it paused itself is not paused once more, and is resumed", async () => {
  supervisor.start(child("a", null));
  last().listener.paused({ forMs: 300, cause: "a/1/9" });
  await run();
  expect(last().done).toEqual(["resume"]);
  expect(told()).toEqual([
    [0, "a/1/pause-1", "actor-paused", "a/1/9"],
    [300, "a/1/resume-1", "actor-resumed", "a/1/pause-1"],
  ]);
});

test("S4: a pause by hand lasts until somebody ends it, and a new one is another", () => {
  supervisor.start(child("a", null));
  expect(supervisor.resume("a", byHand)).toBe(false);
  expect(supervisor.pause("a", { ...byHand, forMs: null })).toBe(true);
  expect(supervisor.pause("a", { ...byHand, forMs: null })).toBe(false);
  expect(supervisor.resume("a", byHand)).toBe(true);
  expect(supervisor.pause("a", { ...byHand, forMs: null })).toBe(true);
  expect(events.map(({ id, cause }) => [id, cause])).toEqual([
    ["a/1/pause-1", "runner/1/1"],
    ["a/1/resume-1", "runner/1/1"],
    ["a/1/pause-2", "runner/1/1"],
  ]);
});

test("S4: a planned pause that somebody ends early is not ended again, nor is the next one by it", async () => {
  supervisor.start(child("a", null));
  supervisor.pause("a", { by: "fault", cause: null, forMs: 500 });
  clock.setTimeout(() => {
    supervisor.resume("a", byHand);
    supervisor.pause("a", { ...byHand, forMs: null });
  }, 100);
  await run();
  expect(last().done).toEqual(["pause", "resume", "pause"]);
  expect(supervisor.anyPaused).toBe(true);
});

test("S4: only who runs can be paused", () => {
  supervisor.start(child("a", null));
  supervisor.crash("a", byFault);
  expect(supervisor.pause("a", { ...byHand, forMs: null })).toBe(false);
  expect(supervisor.pause("b", { ...byHand, forMs: null })).toBe(false);
});

test("S4: a paused actor can crash, and the next incarnation is not paused", async () => {
  supervisor.start(child("a", 200));
  supervisor.pause("a", { by: "fault", cause: null, forMs: 1_000 });
  expect(supervisor.crash("a", byFault)).toBe(true);
  expect(supervisor.anyPaused).toBe(false);
  await run();
  expect(started.map(({ done, killed }) => [done, killed])).toEqual([
    [["pause"], true],
    [[], false],
  ]);
  expect(events.map(({ id }) => id)).toEqual(["a/1/pause-1", "a/1/crash"]);
});

test("S3: stopAll lets the paused go on first; who pauses itself afterwards goes on at once", () => {
  supervisor.start(child("a", null));
  supervisor.pause("a", { ...byHand, forMs: null });
  supervisor.stopAll();
  expect(last().done).toEqual(["pause", "resume", "stop"]);
  last().listener.paused({ forMs: 60_000, cause: "a/1/9" });
  expect(last().done).toEqual(["pause", "resume", "stop", "resume"]);
  expect(supervisor.anyPaused).toBe(false);
});

test("a planned fault that has struck in one actor is spent in all others, and in whoever starts later", () => {
  supervisor.start(child("a", null));
  supervisor.start(child("b", null));
  const stamp = { id: "a/1/1", cause: null, at: 0, tick: null, actor: "a", incarnation: 1 };
  started[0]?.listener.record({ ...stamp, type: "fault-injected", fault: 3, what: "wire lose", target: "a", job: "j" });
  supervisor.start(child("c", null));
  expect(started.map(({ done }) => done)).toEqual([["spend 3"], ["spend 3"], ["spend 3"]]);
});
