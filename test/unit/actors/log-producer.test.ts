import { expect, test } from "vitest";
import { keysInTurn } from "../../../engine/actors/kinds/log-producer.ts";

const keys = (count: number, params: { keys?: number; hotKeyPercent?: number }, seed = 7): (string | null)[] => {
  const keyOf = keysInTurn(seed, "bank", { keyName: "account", hotKeyPercent: null, ...params });
  return Array.from({ length: count }, (_, n) => keyOf(n + 1));
};

test("without keys each event is its own", () => {
  expect(keys(2, {})).toEqual([null, null]);
});

test("keys come in turn", () => {
  expect(keys(5, { keys: 3 })).toEqual(["account-1", "account-2", "account-3", "account-1", "account-2"]);
});

test("the hot key has its share, drawn by the seed; the others have the rest in turn", () => {
  const drawn = keys(2_000, { keys: 4, hotKeyPercent: 70 });
  const hot = drawn.filter((key) => key === "account-1").length;
  expect(hot).toBeGreaterThan(1_320);
  expect(hot).toBeLessThan(1_480);
  const others = drawn.filter((key) => key !== "account-1");
  expect(others.slice(0, 4)).toEqual(["account-2", "account-3", "account-4", "account-2"]);
  expect(keys(50, { keys: 4, hotKeyPercent: 70 })).toEqual(drawn.slice(0, 50));
  expect(keys(50, { keys: 4, hotKeyPercent: 70 }, 8)).not.toEqual(drawn.slice(0, 50));
});

test("none of it, all of it, and one key alone", () => {
  expect(keys(3, { keys: 3, hotKeyPercent: 0 })).toEqual(["account-2", "account-3", "account-2"]);
  expect(keys(2, { keys: 3, hotKeyPercent: 100 })).toEqual(["account-1", "account-1"]);
  expect(keys(2, { keys: 1, hotKeyPercent: 0 })).toEqual(["account-1", "account-1"]);
});
