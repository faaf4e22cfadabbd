import { beforeEach, expect, test } from "vitest";
import { type Started, byFault, child, last, reset, run, started, supervisor } from "./supervised.ts";

beforeEach(reset);

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
