import { expect, test } from "vitest";
import { every, oneOfEach } from "../support/sampled.ts";

const ROWS = ["a/1", "a/2", "a/3", "b/1", "b/2", "b/3", "c/1", "c/2", "c/3", "d/1"];
const groupOf = (row: string) => row.slice(0, 1);

test("every third row, from any of the first three: together they are all rows", () => {
  const samples = [0, 1, 2].map((from) => ROWS.filter(every(3, from)));
  expect(samples[0]).toEqual(["a/1", "b/1", "c/1", "d/1"]);
  expect(samples.flat().toSorted()).toEqual(ROWS);
});

test("one row of each group, at the next place in each next group", () => {
  expect(ROWS.filter(oneOfEach(ROWS, groupOf))).toEqual(["a/1", "b/2", "c/3", "d/1"]);
});
