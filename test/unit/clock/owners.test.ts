import { expect, test } from "vitest";
import { ROOT_OWNER, VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { InternalError } from "../../../engine/kernel/errors.ts";

const NEVER = { done: () => false, limitMs: 100_000 };

test("V3: whatever follows from a timer belongs to its owner, through sleeps and promises", async () => {
  const clock = new VirtualClock();
  const owners: string[] = [];
  const live = async (name: string) => {
    owners.push(`${name} ${clock.currentOwner}`);
    await clock.sleep(5);
    owners.push(`${name} ${clock.currentOwner}`);
    await Promise.resolve();
    await clock.sleep(5);
    owners.push(`${name} ${clock.currentOwner}`);
  };
  const [a, b] = [clock.newOwner(), clock.newOwner()];
  clock.setTimeout(() => void live("a"), 1, a);
  clock.setTimeout(() => void live("b"), 1, b);
  await clock.run(NEVER);
  expect(owners).toEqual([`a ${a}`, `b ${b}`, `a ${a}`, `b ${b}`, `a ${a}`, `b ${b}`]);
});

test("V3: between ticks, in afterTick and after the run the root owner is at work", async () => {
  const clock = new VirtualClock();
  const seen: number[] = [];
  clock.setTimeout(() => {}, 1, clock.newOwner());
  await clock.run({ ...NEVER, afterTick: () => seen.push(clock.currentOwner) });
  expect([...seen, clock.currentOwner]).toEqual([ROOT_OWNER, ROOT_OWNER, ROOT_OWNER]);
});

test("V3: runAs lends an owner for one synchronous piece of work, also when that throws", () => {
  const clock = new VirtualClock();
  const owner = clock.newOwner();
  expect(clock.runAs(owner, () => clock.currentOwner)).toBe(owner);
  expect(() =>
    clock.runAs(owner, () => {
      throw new Error("inside");
    }),
  ).toThrow("inside");
  expect(clock.currentOwner).toBe(ROOT_OWNER);
});

test("V4: a fenced owner's timers never fire and its sleeps never settle; the others go on", async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const live = async (name: string) => {
    for (let n = 1; n <= 3; n++) {
      await clock.sleep(10);
      seen.push(`${name} ${n}`);
    }
  };
  const [victim, other] = [clock.newOwner(), clock.newOwner()];
  clock.setTimeout(() => void live("victim"), 1, victim);
  clock.setTimeout(() => void live("other"), 1, other);
  clock.setTimeout(() => clock.fence(victim), 15);
  await clock.run(NEVER);
  expect(seen).toEqual(["victim 1", "other 1", "other 2", "other 3"]);
  expect(clock.isFenced(victim)).toBe(true);
  expect(clock.isFenced(other)).toBe(false);
});

test("V4: a timer that is due in the same millisecond as the fence does not fire either", async () => {
  const clock = new VirtualClock();
  const victim = clock.newOwner();
  let fired = false;
  clock.setTimeout(() => clock.fence(victim), 10);
  clock.setTimeout(() => (fired = true), 10, victim);
  await clock.run(NEVER);
  expect(fired).toBe(false);
  expect(clock.tick).toBe(1);
});

test("V4: what a fenced owner sets after its fence, in the drain of its own last tick, never fires", async () => {
  const clock = new VirtualClock();
  const victim = clock.newOwner();
  let fired = false;
  clock.setTimeout(
    () => {
      clock.fence(victim);
      void Promise.resolve().then(() => clock.setTimeout(() => (fired = true), 1));
    },
    1,
    victim,
  );
  await clock.run(NEVER);
  expect(fired).toBe(false);
});

test("V4: the root owner cannot be fenced", () => {
  expect(() => new VirtualClock().fence(ROOT_OWNER)).toThrow(InternalError);
});

test("a rooted clock's timers and sleeps outlive whoever set them", async () => {
  const clock = new VirtualClock();
  const rooted = clock.rooted();
  const victim = clock.newOwner();
  const seen: string[] = [];
  clock.setTimeout(
    () => {
      rooted.setTimeout(() => seen.push(`timer as ${clock.currentOwner}`), 5);
      void rooted.sleep(6).then(() => seen.push(`sleep as ${clock.currentOwner}`));
      clock.fence(victim);
    },
    1,
    victim,
  );
  await clock.run(NEVER);
  expect(seen).toEqual([`timer as ${ROOT_OWNER}`, `sleep as ${ROOT_OWNER}`]);
  expect(rooted.now()).toBe(7);
});
