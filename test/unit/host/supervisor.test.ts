import { beforeEach, expect, test } from "vitest";
import type { ActorSpec } from "../../../engine/actors/kinds/registry.ts";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import type { ActorListener, Host } from "../../../engine/host/host.ts";
import { Supervisor } from "../../../engine/host/supervisor.ts";
import type { RecordedEvent } from "../../../engine/trace/recorder.ts";

type Started = {
  readonly name: string;
  readonly seed: number;
  readonly params: unknown;
  readonly incarnation: number;
  readonly at: number;
  readonly listener: ActorListener;
  killed: boolean;
  stopped: boolean;
  /** What was done to it since, in turn. */
  readonly done: string[];
};

let started: Started[];
let events: RecordedEvent[];
let clock: VirtualClock;
let supervisor: Supervisor;

beforeEach(() => {
  started = [];
  events = [];
  clock = new VirtualClock();
  const host: Host = {
    start({ name, seed, params }, incarnation, listener) {
      const one: Started = {
        name,
        seed,
        params,
        incarnation,
        at: clock.now(),
        listener,
        killed: false,
        stopped: false,
        done: [],
      };
      started.push(one);
      return {
        kill: () => (one.killed = true),
        stop: () => {
          one.stopped = true;
          one.done.push("stop");
        },
        pause: () => one.done.push("pause"),
        resume: () => one.done.push("resume"),
        hinder: ({ kind }) => one.done.push(kind),
        spend: (fault) => one.done.push(`spend ${fault}`),
      };
    },
  };
  supervisor = new Supervisor({
    host,
    clock,
    stamp: () => ({ at: clock.now(), tick: null }),
    sink: (event) => events.push(event),
  });
});

function child(name: string, restartAfterMs: number | null) {
  const spec = { name, namespace: "n", seed: 1, faults: [], kind: "producer", params: {} } as unknown as ActorSpec;
  return { spec, restartAfterMs };
}

function last(): Started {
  return started.at(-1) as Started;
}

const run = (limitMs = 60_000) => clock.run({ done: () => false, limitMs });
const byFault = { by: "fault", detail: "planned", cause: null } as const;

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

const deployable = (name: string) => {
  const { spec, restartAfterMs } = child(name, 500);
  return { spec, restartAfterMs, next: { ...spec, seed: 2 } };
};

test("S5: a deployment asks the actor to end, and starts its next version when it has", () => {
  supervisor.start(deployable("a"));
  expect(supervisor.deploy("a")).toBe(true);
  expect(started.map(({ stopped }) => stopped)).toEqual([true]);
  last().listener.ended();
  expect(started.map(({ incarnation, seed }) => [incarnation, seed])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("S5: who dies on the way out, or was dead, comes again at its time as the next version", async () => {
  supervisor.start(deployable("a"));
  supervisor.deploy("a");
  supervisor.crash("a", byFault);
  supervisor.start(deployable("b"));
  supervisor.crash("b", byFault);
  expect(supervisor.deploy("b")).toBe(true);
  await run();
  expect(started.slice(2).map(({ name, at, seed }) => [name, at, seed])).toEqual([
    ["a", 500, 2],
    ["b", 500, 2],
  ]);
});

test("S5: there is nothing to deploy where there is no next version, and nothing is started while all ends", () => {
  supervisor.start(child("a", null));
  expect([supervisor.deploy("a"), supervisor.deploy("nobody")]).toEqual([false, false]);
  supervisor.start(deployable("b"));
  supervisor.deploy("b");
  supervisor.stopAll();
  last().listener.ended();
  expect(started).toHaveLength(2);
});

/** The actor says that its current incarnation is up. */
function up({ name, incarnation, listener }: Started): void {
  const stamp = { id: `${name}/${incarnation}/1`, cause: null, at: 0, tick: null, actor: name, incarnation };
  listener.record({ ...stamp, type: "actor-started", role: "worker" });
}
/** Whether a replacement is over, asked once all that follows from the last step has happened. */
async function whether(replaced: Promise<void>): Promise<() => Promise<boolean>> {
  let over = false;
  void replaced.then(() => (over = true));
  return async () => {
    await run();
    return over;
  };
}

test("S5: a replacement changes parameters, and is over when the next incarnation is up", async () => {
  supervisor.start(child("a", null));
  up(last());
  const isOver = await whether(supervisor.replace("a", { concurrency: 9 }));
  expect(started.map(({ done }) => done)).toEqual([["stop"]]);
  last().listener.ended();
  expect(await isOver()).toBe(false);
  expect(last()).toMatchObject({ incarnation: 2, params: { concurrency: 9 } });
  up(last());
  expect(await isOver()).toBe(true);
});

test("S5: a replacement waits for nobody who does not come: dead for good, removed, never started, unknown", async () => {
  supervisor.start(child("dead", null));
  supervisor.crash("dead", byFault);
  supervisor.start(child("dies", null));
  const dies = await whether(supervisor.replace("dies", {}));
  expect(await dies()).toBe(false);
  supervisor.crash("dies", byFault);
  supervisor.start(child("gone", 500));
  supervisor.remove("gone");
  last().listener.ended();
  supervisor.keep(child("spare", 500));
  const others = ["dead", "gone", "spare", "nobody"].map(async (name) =>
    (await whether(supervisor.replace(name, {})))(),
  );
  expect(await Promise.all([dies(), ...others])).toEqual([true, true, true, true, true]);
});

test("S6: a removed actor ends gracefully and comes back only when it is added, not after a crash either", async () => {
  supervisor.start(child("a", 100));
  expect([supervisor.remove("a"), supervisor.remove("a"), supervisor.remove("nobody")]).toEqual([true, false, false]);
  expect(last().done).toEqual(["stop"]);
  supervisor.crash("a", byFault);
  await run();
  expect(started).toHaveLength(1);
  expect([supervisor.add("a"), supervisor.add("a")]).toEqual([true, false]);
  expect(started.map(({ incarnation }) => incarnation)).toEqual([1, 2]);
});

test("S6: who is added again on the way out starts when it has ended, one incarnation at a time", () => {
  supervisor.start(child("a", null));
  supervisor.remove("a");
  supervisor.add("a");
  expect(started).toHaveLength(1);
  last().listener.ended();
  expect(started.map(({ incarnation }) => incarnation)).toEqual([1, 2]);
});

test("S6: a deployment does not bring back an actor that was removed; when it is added, it is the next version", () => {
  supervisor.start(deployable("a"));
  supervisor.remove("a");
  supervisor.deploy("a");
  last().listener.ended();
  expect(started).toHaveLength(1);
  supervisor.add("a");
  expect(started.map(({ incarnation, seed }) => [incarnation, seed])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test("a kept actor is known and does not run until it is added, and S3 holds for it", () => {
  supervisor.keep(child("a", null));
  expect([supervisor.knows("a"), supervisor.knows("b"), started.length]).toEqual([true, false, 0]);
  supervisor.add("a");
  supervisor.keep(child("b", null));
  supervisor.stopAll();
  expect([supervisor.add("b"), started.length]).toEqual([false, 1]);
});

test("who does not run cannot be hindered", () => {
  supervisor.start(child("a", null));
  expect(supervisor.hinder("a", { kind: "cut", forMs: 5 }, "runner/1/1")).toBe(true);
  expect(last().done).toEqual(["cut"]);
  supervisor.crash("a", byFault);
  expect(supervisor.hinder("a", { kind: "cut", forMs: 5 }, "runner/1/1")).toBe(false);
});
