import { expect, test } from "vitest";
import { type OwnerId, ROOT_OWNER, VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { InternalError } from "../../../engine/kernel/errors.ts";
import { drawInt } from "../../../engine/kernel/random.ts";

const NEVER = { done: () => false, limitMs: 100_000 };

/** A clock with one owner, and a list of what fired when. */
function stage() {
  const clock = new VirtualClock();
  const owner = clock.newOwner();
  const seen: string[] = [];
  const at = (ms: number, what: string, who: OwnerId = owner) =>
    clock.setTimeout(() => seen.push(`${clock.now()} ${what}`), ms, who);
  const pausedFrom = (from: number, to: number) => {
    clock.setTimeout(() => clock.pause(owner), from, ROOT_OWNER);
    clock.setTimeout(() => clock.resume(owner), to, ROOT_OWNER);
  };
  return { clock, owner, seen, at, pausedFrom };
}

test("V6: a paused owner's timers wait and come at the moment of its resumption, in their order; others go on", async () => {
  const { clock, seen, at, pausedFrom } = stage();
  pausedFrom(15, 50);
  at(40, "third");
  at(10, "before");
  at(30, "second, set later for an earlier time");
  at(20, "root", ROOT_OWNER);
  at(60, "after");
  await clock.run(NEVER);
  expect(seen).toEqual(["10 before", "20 root", "50 second, set later for an earlier time", "50 third", "60 after"]);
});

test("V6: what has waited comes ahead of everything else that is due then", async () => {
  const { clock, seen, at, pausedFrom } = stage();
  at(50, "root, set first", ROOT_OWNER);
  at(50, "own, due at the resumption itself");
  pausedFrom(5, 50);
  at(50, "root, set last", ROOT_OWNER);
  at(20, "waited");
  await clock.run(NEVER);
  expect(seen).toEqual([
    "50 root, set first",
    "50 waited",
    "50 own, due at the resumption itself",
    "50 root, set last",
  ]);
});

test("V6: each timer that has waited is a tick of its own, and belongs to its owner", async () => {
  const { clock, owner, pausedFrom } = stage();
  const ticks: [number, OwnerId][] = [];
  for (const ms of [10, 20]) clock.setTimeout(() => ticks.push([clock.tick, clock.currentOwner]), ms, owner);
  pausedFrom(5, 30);
  await clock.run(NEVER);
  expect(ticks).toEqual([
    [3, owner],
    [4, owner],
  ]);
});

test("V6: a tick in which its own owner is paused is finished, with all that follows from it", async () => {
  const { clock, owner, seen } = stage();
  clock.setTimeout(
    () => {
      clock.pause(owner);
      void Promise.resolve().then(() => {
        seen.push(`${clock.now()} drain`);
        clock.setTimeout(() => seen.push(`${clock.now()} timer`), 1);
      });
    },
    10,
    owner,
  );
  clock.setTimeout(() => clock.resume(owner), 40);
  await clock.run(NEVER);
  expect(seen).toEqual(["10 drain", "40 timer"]);
});

test("V6: a timer that is cleared while it waits does not fire", async () => {
  const { clock, seen, at, pausedFrom } = stage();
  pausedFrom(5, 50);
  const waiting = at(10, "cleared");
  clock.setTimeout(() => clock.clearTimeout(waiting), 20);
  await clock.run(NEVER);
  expect(seen).toEqual([]);
});

test("V6, V4: a paused owner may be fenced: nothing of it comes any more, resumed or not", async () => {
  const { clock, owner, seen, at, pausedFrom } = stage();
  pausedFrom(5, 50);
  at(10, "waits at the fence");
  at(60, "would be due later");
  clock.setTimeout(() => clock.fence(owner), 20);
  clock.setTimeout(() => clock.pause(owner), 30);
  await clock.run(NEVER);
  expect(seen).toEqual([]);
  expect(clock.isFenced(owner)).toBe(true);
});

test("V6: pausing twice is pausing once; resuming one who is not paused does nothing", async () => {
  const { clock, owner, seen, at } = stage();
  clock.resume(owner);
  clock.pause(owner);
  at(10, "waited");
  clock.setTimeout(() => clock.pause(owner), 20);
  clock.setTimeout(() => clock.resume(owner), 30);
  clock.setTimeout(() => clock.resume(owner), 40);
  await clock.run(NEVER);
  expect(seen).toEqual(["30 waited"]);
});

test("V6: the root owner cannot be paused", () => {
  expect(() => new VirtualClock().pause(ROOT_OWNER)).toThrow(InternalError);
});

test("while all that is left waits, nothing is due and the run is idle; a later run goes on", async () => {
  const { clock, owner, seen, at } = stage();
  clock.pause(owner);
  at(10, "waited");
  const due: number[] = [];
  expect(await clock.run({ ...NEVER, afterTick: (_, next) => due.push(next) })).toBe("idle");
  clock.advanceTo(70);
  clock.resume(owner);
  expect(await clock.run({ ...NEVER, afterTick: (_, next) => due.push(next) })).toBe("idle");
  expect([seen, due]).toEqual([["70 waited"], [Number.POSITIVE_INFINITY, 70, Number.POSITIVE_INFINITY]]);
});

test("time never goes back, not even between ticks with something overdue", async () => {
  const { clock, owner, at } = stage();
  clock.pause(owner);
  at(10, "waited");
  at(100, "root", ROOT_OWNER);
  const moments: number[] = [];
  clock.setTimeout(() => clock.resume(owner), 50);
  await clock.run({
    ...NEVER,
    afterTick() {
      clock.advanceTo(clock.now() + 5);
      moments.push(clock.now());
    },
  });
  expect(moments).toEqual([5, 50, 55, 105]);
});

test("V2, V6: whatever is paused and when, each owner's timers fire once, in their order and not before their time", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const clock = new VirtualClock();
    const draw = (what: "due" | "from" | "for", n: number) => drawInt(seed, [what, n], 1, 100);
    const fired: { owner: OwnerId; due: number; at: number; n: number }[] = [];
    const owners = [clock.newOwner(), clock.newOwner(), clock.newOwner()];
    for (let n = 0; n < 30; n++) {
      const owner = owners[n % 3] as OwnerId;
      const due = draw("due", n);
      clock.setTimeout(() => fired.push({ owner, due, at: clock.now(), n }), due, owner);
    }
    for (const owner of owners.slice(1)) {
      const from = draw("from", owner);
      clock.setTimeout(() => clock.pause(owner), from);
      clock.setTimeout(() => clock.resume(owner), from + draw("for", owner));
    }
    await clock.run(NEVER);
    expect(fired).toHaveLength(30);
    for (const owner of owners) {
      const own = fired.filter((timer) => timer.owner === owner);
      expect(own).toEqual([...own].sort((a, b) => a.due - b.due || a.n - b.n));
      for (const { at, due } of own) expect(at).toBeGreaterThanOrEqual(due);
    }
    const moments = fired.map(({ at }) => at);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  }
});
