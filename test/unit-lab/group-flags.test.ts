import { expect, test } from "vitest";
import { groupFlags, shortWord } from "../../lab/src/panels/time-machine/group-flags.ts";
import type { FlagMark } from "../../lab/src/panels/time-machine/types.ts";

const flag = (at: number, kind: FlagMark["kind"] = "crash"): FlagMark => ({
  at,
  seq: 1,
  kind,
  label: "worker-1 crashed",
  actor: "worker-1",
  job: null,
});

test("flags in one place become one; a word is shown only where there is room for it", () => {
  const groups = groupFlags([flag(100), flag(101, "decisive"), flag(150), flag(600)], 1000, 1000);
  expect(groups.map(({ x, flags, showWord }) => [x, flags.length, showWord])).toEqual([
    [100, 2, false],
    [150, 1, true],
    [600, 1, true],
  ]);
});

test("flags that take more room, because of several icons, keep the next one at a distance", () => {
  const groups = groupFlags([flag(100), flag(101, "decisive"), flag(102, "lost"), flag(150)], 1000, 1000);
  expect(groups.map(({ flags }) => flags.length)).toEqual([4]);
});

test("who pauses and who goes on are told apart", () => {
  const word = (label: string) => shortWord([{ ...flag(0, "paused"), label }]);
  expect(word("worker-1 was paused (by hand)")).toBe("worker-1 paused");
  expect(word("worker-1 was resumed")).toBe("worker-1 resumed");
});

test("a run without length has its flags at the start", () => {
  expect(groupFlags([flag(0)], 0, 500)[0]?.x).toBe(0);
});

test("at the right end a flag stands on the left of its moment, and takes in what would be under it", () => {
  const groups = groupFlags([flag(500), flag(960), flag(1000)], 1000, 1000);
  expect(groups.map(({ x, flags, atEnd, showWord }) => [x, flags.length, atEnd, showWord])).toEqual([
    [500, 1, false, true],
    [960, 2, false, false],
  ]);
  expect(groupFlags([flag(1000)], 1000, 1000)[0]).toMatchObject({ atEnd: true, showWord: false });
});
