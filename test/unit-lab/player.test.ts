import { beforeEach, describe, expect, test } from "vitest";
import { Player } from "../../lab/src/session/player.ts";
import { TestFrames } from "./frames.ts";
import { TraceBuilder } from "./trace-builder.ts";

/** Things happen at 0–1000 and at 5000. */
const index = new TraceBuilder()
  .starts(0, "worker-1", "worker")
  .sends(100, "order-1", 1)
  .delivers(300, "worker-1", "order-1", 1)
  .acks(800, "worker-1", "order-1", 1)
  .starts(5_000, "worker-2", "worker")
  .index();

let frames: TestFrames;
let player: Player;
let calls: string[];

beforeEach(() => {
  frames = new TestFrames();
  calls = [];
  player = new Player(frames, {
    onPlaying: () => calls.push(player.playing ? "plays" : "stands"),
    onPause: () => calls.push("pause"),
    onMove: () => undefined,
  });
  player.load(index, { atMs: 0, pausesAt: [] });
});
const now = () => player.playhead.get();

describe("time", () => {
  test("plays at its speed, and stops at the end", () => {
    player.play();
    frames.run(20);
    frames.run(1_000);
    expect(now()).toBe(1_000);
    player.setSpeed(4);
    frames.run(500);
    expect(now()).toBe(3_000);
    frames.runOut();
    expect(now()).toBe(5_000);
    expect(calls).toEqual(["plays", "stands"]);
    expect(frames.pending).toBe(0);
  });

  test("T1: every move is clamped to the run, the speed to its range", () => {
    player.seek(99_999);
    expect(now()).toBe(5_000);
    player.step(-99_999);
    expect(now()).toBe(0);
    player.seek(NaN);
    expect(now()).toBe(0);
    player.setSpeed(1_000);
    expect(player.speed).toBe(16);
    player.setSpeed(0);
    expect(player.speed).toBe(0.25);
  });

  test("from the end it plays from the start", () => {
    player.seek(5_000);
    player.play();
    frames.run(120);
    expect(now()).toBe(100);
  });

  test("a late frame does not make time jump", () => {
    player.play();
    frames.run(20);
    frames.nowMs += 60_000;
    frames.run(20);
    expect(now()).toBe(100);
  });

  test("next and previous go from moment to moment, pause, and say when there is no more", () => {
    player.play();
    expect([player.nextEvent(), now(), player.playing]).toEqual([true, 100, false]);
    player.seek(5_000);
    expect(player.nextEvent()).toBe(false);
    expect([player.previousEvent(), now()]).toEqual([true, 1_000]);
    player.seek(0);
    expect(player.previousEvent()).toBe(false);
  });

  test("skipping idle jumps near the next thing, and never over a thing", () => {
    player.setSkipIdle(true);
    player.seek(1_000);
    player.play();
    frames.run(20);
    frames.run(40);
    expect(now()).toBeGreaterThanOrEqual(5_000 - 350);
    expect(now()).toBeLessThan(5_000);
    frames.runOut();
    expect(now()).toBe(5_000);
  });
});

describe("T2: the pause by itself", () => {
  beforeEach(() => player.load(index, { atMs: 0, pausesAt: [300] }));

  test("stands exactly at the moment, once", () => {
    player.play();
    frames.runOut();
    expect(now()).toBe(300);
    expect(calls).toEqual(["plays", "stands", "pause"]);
    player.seek(0);
    player.play();
    frames.runOut();
    expect(now()).toBe(5_000);
  });

  test("not when scrubbed over, nor from behind it", () => {
    player.seek(301);
    player.play();
    frames.runOut();
    expect(calls).not.toContain("pause");
  });

  test("again after the next load, and skipping idle does not miss it", () => {
    player.load(index, { atMs: 1_000, pausesAt: [5_000] });
    player.setSkipIdle(true);
    player.play();
    frames.runOut();
    expect(calls).toContain("pause");
  });
});

test("held time stands still until the next load, and then goes on", () => {
  player.play();
  frames.run(120);
  player.hold();
  frames.run(500);
  expect(now()).toBe(100);
  player.load(index, { atMs: 100, pausesAt: [] });
  frames.run(100);
  expect(now()).toBe(200);
});

describe("the snapshot for React", () => {
  test("changes about ten times a second while playing", () => {
    let slow = 0;
    let fast = 0;
    player.playhead.subscribeSlow(() => slow++);
    player.playhead.subscribe(() => fast++);
    player.play();
    frames.run(1_020);
    expect(fast).toBe(50);
    expect(slow).toBeGreaterThanOrEqual(8);
    expect(slow).toBeLessThanOrEqual(10);
  });

  test("shows a single seek at once, and the last of a row of seeks soon", () => {
    player.seek(200);
    expect(player.playhead.snapshot()).toMatchObject({ atMs: 200, endMs: 5_000, seq: 2 });
    for (let at = 210; at < 300; at += 10) player.seek(at);
    expect(player.playhead.snapshot().atMs).toBe(200);
    frames.runOut();
    expect(player.playhead.snapshot().atMs).toBe(290);
    expect(frames.pending).toBe(0);
  });

  test("is the same object as long as nothing changed", () => {
    const before = player.playhead.snapshot();
    player.seek(0);
    player.pause();
    expect(player.playhead.snapshot()).toBe(before);
  });
});
