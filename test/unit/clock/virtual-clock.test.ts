import { expect, test } from "vitest";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { InternalError } from "../../../engine/kernel/errors.ts";

const NEVER = { done: () => false, limitMs: 100_000 };

test("V1: what follows from a timer is done before the next timer fires, however many promises deep", async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  clock.setTimeout(() => {
    let chain = Promise.resolve();
    for (let n = 1; n <= 50; n++) chain = chain.then(() => void seen.push(`${clock.tick}:${n}`));
  }, 5);
  clock.setTimeout(() => seen.push(`${clock.tick}:next`), 5);
  await clock.run(NEVER);
  expect(seen).toEqual([...Array.from({ length: 50 }, (_, n) => `1:${n + 1}`), "2:next"]);
});

test("V1: a tick is one fired timer; cleared ones are none", async () => {
  const clock = new VirtualClock();
  const ticks: number[] = [];
  const cleared = clock.setTimeout(() => {}, 1);
  clock.setTimeout(() => {}, 2);
  clock.setTimeout(() => {}, 3);
  clock.clearTimeout(cleared);
  await clock.run({ ...NEVER, afterTick: (tick) => ticks.push(tick) });
  expect(ticks).toEqual([0, 1, 2]);
  expect(clock.tick).toBe(2);
});

test("V2: timers fire by (due, then creation), also those set by timers", async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const note = (what: string) => () => seen.push(`${clock.now()} ${what}`);
  clock.setTimeout(note("b"), 20);
  clock.setTimeout(() => {
    note("a")();
    clock.setTimeout(note("set at 10 for 20, later than the others"), 10);
  }, 10);
  clock.setTimeout(note("c"), 20);
  await clock.run(NEVER);
  expect(seen).toEqual(["10 a", "20 b", "20 c", "20 set at 10 for 20, later than the others"]);
});

test.each([
  [0, 1],
  [-5, 1],
  [0.4, 1],
  [1.5, 2],
  [Number.NaN, 1],
  [Number.POSITIVE_INFINITY, 1],
])("V2: a delay of %s counts as %s ms", async (delayMs, expected) => {
  const clock = new VirtualClock();
  await Promise.all([clock.sleep(delayMs), clock.run(NEVER)]);
  expect(clock.now()).toBe(expected);
});

test("V5: what repeats without waiting stops the run and says when", async () => {
  const clock = new VirtualClock({ maxTicksPerMs: 10 });
  for (let n = 0; n < 11; n++) clock.setTimeout(() => {}, 7);
  const run = clock.run(NEVER);
  await expect(run).rejects.toBeInstanceOf(InternalError);
  await expect(run).rejects.toThrow("more than 10 ticks at 7 ms");
});

test("V5: as many ticks as allowed, in each of many milliseconds, are no offence", async () => {
  const clock = new VirtualClock({ maxTicksPerMs: 10 });
  for (let n = 0; n < 100; n++) clock.setTimeout(() => {}, 1 + Math.floor(n / 10));
  await expect(clock.run(NEVER)).resolves.toBe("idle");
  expect(clock.tick).toBe(100);
});

test("a run ends when done, at its limit, or with the last timer, and says which", async () => {
  const ending = async (limitMs: number, doneAt: number) => {
    const clock = new VirtualClock();
    for (const delay of [10, 20, 30]) clock.setTimeout(() => {}, delay);
    const end = await clock.run({ limitMs, done: () => clock.now() >= doneAt });
    return [end, clock.now()];
  };
  expect(await ending(100, 20)).toEqual(["done", 20]);
  expect(await ending(25, 1_000)).toEqual(["limit", 20]);
  expect(await ending(100, 1_000)).toEqual(["idle", 30]);
});

test("a timer at the limit itself still fires", async () => {
  const clock = new VirtualClock();
  let fired = false;
  clock.setTimeout(() => (fired = true), 50);
  await clock.run({ done: () => false, limitMs: 50 });
  expect(fired).toBe(true);
});

test("what a timer throws ends the run with that error, and a new run goes on", async () => {
  const clock = new VirtualClock();
  clock.setTimeout(() => {
    throw new Error("from the timer");
  }, 1);
  clock.setTimeout(() => {}, 2);
  await expect(clock.run(NEVER)).rejects.toThrow("from the timer");
  await expect(clock.run(NEVER)).resolves.toBe("idle");
  expect(clock.now()).toBe(2);
});

test("afterTick hears each tick, and when the next timer is due", async () => {
  const clock = new VirtualClock();
  const heard: [number, number][] = [];
  clock.setTimeout(() => {}, 10);
  clock.setTimeout(() => {}, 30);
  await clock.run({ ...NEVER, afterTick: (tick, nextDue) => heard.push([tick, nextDue]) });
  expect(heard).toEqual([
    [0, 10],
    [1, 30],
    [2, Number.POSITIVE_INFINITY],
  ]);
});

test("advanceTo lets time pass between ticks: never back, never past the next timer, firing nothing", async () => {
  const clock = new VirtualClock();
  const moments: number[] = [];
  clock.setTimeout(() => {}, 10);
  clock.setTimeout(() => {}, 100);
  const wanted = [5, 60, 0];
  await clock.run({
    ...NEVER,
    afterTick(tick) {
      clock.advanceTo(wanted[tick] ?? 0);
      moments.push(clock.now());
    },
  });
  expect(moments).toEqual([5, 60, 100]);
  clock.advanceTo(50);
  expect(clock.now()).toBe(100);

  const waiting = new VirtualClock();
  waiting.setTimeout(() => {}, 10);
  waiting.advanceTo(1_000);
  expect([waiting.now(), waiting.tick]).toEqual([10, 0]);
});

test("clearing nothing, twice, or after firing does nothing", async () => {
  const clock = new VirtualClock();
  let fired = 0;
  const timer = clock.setTimeout(() => fired++, 1);
  clock.clearTimeout(undefined);
  await clock.run(NEVER);
  clock.clearTimeout(timer);
  clock.clearTimeout(timer);
  expect(fired).toBe(1);
});
