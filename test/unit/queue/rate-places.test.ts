import { expect, test } from "vitest";
import { type Places, readPlaces, returnPlace, takePlace } from "../../../engine/queue/features/rate-slots.ts";

const take = (count: number, now: number, intervalMs: number, before: Places | null = null) => {
  const all: number[] = [];
  let places = before;
  for (let n = 0; n < count; n++) {
    const { at, after } = takePlace(places, now, intervalMs);
    all.push(at);
    places = after;
  }
  return { all, places };
};

const giveBack = (before: Places | null, intervalMs: number, all: readonly number[]) =>
  all.reduce<Places | null>((places, at) => returnPlace(places, at, intervalMs) ?? places, before);

test("places are one interval apart, and the first is now", () => {
  expect(take(4, 1_000, 250).all).toEqual([1_000, 1_250, 1_500, 1_750]);
  expect(take(1, 9_000, 250, take(4, 1_000, 250).places).all).toEqual([9_000]);
});

test.each([
  ["in order", [1_333, 1_667, 2_000]],
  ["in reverse", [2_000, 1_667, 1_333]],
  ["in another order", [1_667, 1_333, 2_000]],
])("all places that are given back, %s, are as if never taken", (_order, rounded) => {
  const intervalMs = 1_000 / 3;
  const { all, places } = take(4, 1_000, intervalMs);
  const back = rounded.map((wanted) => all.find((at) => Math.round(at) === wanted) ?? 0);
  const after = giveBack(places, intervalMs, back);
  expect(Math.round(take(1, 1_000, intervalMs, after).all[0] ?? 0)).toBe(1_333);
});

test("a place before others that are still taken is the next that is given away, unless it is past", () => {
  const { places } = take(4, 1_000, 100);
  const after = giveBack(places, 100, [1_100]);
  expect(take(2, 1_050, 100, after).all).toEqual([1_100, 1_400]);
  expect(take(1, 1_150, 100, after).all).toEqual([1_400]);
});

test("under another rate nobody waits for longer than its interval; under a slower one that is kept too", () => {
  const hourly = take(3, 1_000, 3_600_000).places;
  expect(take(2, 2_000, 100, hourly).all).toEqual([2_100, 2_200]);
  expect(take(1, 2_000, 5_000, take(1, 1_000, 100).places).all).toEqual([6_000]);
});

test.each(["Infinity", "NaN", "null", "{}", '{"last":null,"intervalMs":null,"free":[]}', "words"])(
  "an entry that is none limits nothing: %s",
  (text) => {
    expect(readPlaces(text)).toBeNull();
  },
);

test("an entry of an earlier version is the next free moment", () => {
  expect(takePlace(readPlaces("5000"), 1_000, 100).at).toBe(1_100);
  expect(takePlace(readPlaces("1050"), 1_100, 100).at).toBe(1_150);
});
