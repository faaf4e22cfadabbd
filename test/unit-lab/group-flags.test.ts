import { expect, test } from "vitest";
import { groupFlags } from "../../lab/src/panels/group-flags.ts";
import type { FlagMark } from "../../lab/src/projection/types.ts";

const flag = (at: number, kind: FlagMark["kind"] = "crash"): FlagMark => ({
  at,
  seq: 1,
  kind,
  label: "worker-1 crashed",
  actor: "worker-1",
  job: null,
});

test("flags in one place become one; a word is shown only where there is room for it", () => {
  const groups = groupFlags([flag(100), flag(101, "decisive"), flag(130), flag(600)], 1000, 1000);
  expect(groups.map(({ x, flags, showWord }) => [x, flags.length, showWord])).toEqual([
    [100, 2, false],
    [130, 1, true],
    [600, 1, true],
  ]);
});

test("a run without length has its flags at the start", () => {
  expect(groupFlags([flag(0)], 0, 500)[0]?.x).toBe(0);
});
