import { expect, test } from "vitest";
import { shrink } from "../../../engine/explore/shrink.ts";

const holds = (...needed: readonly string[]) => {
  const asked: string[] = [];
  const stillFails = (fewer: readonly string[]) => {
    asked.push(fewer.join(""));
    return Promise.resolve(needed.every((part) => fewer.includes(part)));
  };
  return { asked, stillFails };
};

test("what is not needed is left out, wherever it stands", async () => {
  const { stillFails } = holds("b", "d");
  expect(await shrink(["a", "b", "c", "d", "e"], stillFails)).toEqual(["b", "d"]);
});

test("nothing is left where it fails by itself, and everything where all is needed", async () => {
  expect(await shrink(["a", "b", "c"], holds().stillFails)).toEqual([]);
  const all = holds("a", "b", "c");
  expect(await shrink(["a", "b", "c"], all.stillFails)).toEqual(["a", "b", "c"]);
  expect(all.asked).toEqual(["bc", "ac", "ab"]);
});
