import { afterEach, beforeEach, expect, test } from "vitest";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm, VIRTUAL_EPOCH_MS } from "../../../engine/clock/virtual-realm.ts";

/* oxlint-disable ackademy/banned -- what the realm does to these very globals is under test here */

let clock: VirtualClock;
let leave: () => void;
const before = globals();

beforeEach(() => {
  clock = new VirtualClock();
  leave = enterVirtualRealm(clock, 1);
});
afterEach(() => leave());

function globals(): readonly unknown[] {
  const { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask } = globalThis;
  return [
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    queueMicrotask,
    Date,
    Math.random,
    crypto.getRandomValues,
    performance.now,
    Error.stackTraceLimit,
  ];
}

const run = () => clock.run({ done: () => false, limitMs: 1_000 });

test("leaving puts every global back as it was, own or inherited", () => {
  expect(globals()).not.toEqual(before);
  leave();
  expect(globals()).toEqual(before);
  expect(Object.hasOwn(performance, "now")).toBe(false);
});

test("queueMicrotask and promises stay real: faking them would break the drain (V1)", () => {
  expect(globalThis.queueMicrotask).toBe(before[4]);
});

test("the date stands at the virtual epoch and moves with the virtual clock", async () => {
  expect(Date.now()).toBe(VIRTUAL_EPOCH_MS);
  setTimeout(() => {}, 250);
  await run();
  expect(new Date().getTime()).toBe(VIRTUAL_EPOCH_MS + 250);
  expect(performance.now()).toBe(250);
  expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
  expect(new Date()).toBeInstanceOf(Date);
});

test("timers are the clock's, hand on their arguments, and can be cleared", async () => {
  const seen: unknown[] = [];
  setTimeout((a: number, b: string) => seen.push([clock.now(), a, b]), 10, 1, "two");
  setTimeout((text: string) => seen.push([clock.now(), text]), undefined, "no delay");
  clearTimeout(setTimeout(() => seen.push("never"), 5));
  await run();
  expect(seen).toEqual([
    [1, "no delay"],
    [10, 1, "two"],
  ]);
});

test("an interval repeats until it is cleared, also by itself", async () => {
  const seen: number[] = [];
  const interval = setInterval(() => {
    seen.push(clock.now());
    if (seen.length === 3) clearInterval(interval);
  }, 100);
  await run();
  expect(seen).toEqual([100, 200, 300]);
});

test("randomness repeats with the seed and differs with another", () => {
  const draw = (seed: number) => {
    leave();
    leave = enterVirtualRealm(clock, seed);
    return [Math.random(), ...crypto.getRandomValues(new Uint8Array(8))];
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(2)).not.toEqual(draw(1));
});
