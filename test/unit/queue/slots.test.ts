import { expect, test } from "vitest";
import { Slots } from "../../../engine/queue/work/slots.ts";

/** What each taker was told, in the order in which they were told. */
async function takers(slots: Slots, names: readonly string[]): Promise<string[]> {
  const told: string[] = [];
  for (const name of names) void slots.take().then((taken) => told.push(`${name} ${taken}`));
  await Promise.resolve();
  return told;
}

test("W1: no more are let in than there are slots; the others wait in their order", async () => {
  const slots = new Slots(2);
  const told = await takers(slots, ["a", "b", "c", "d"]);
  expect(told).toEqual(["a true", "b true"]);
  slots.release();
  await Promise.resolve();
  expect(told).toEqual(["a true", "b true", "c true"]);
  slots.release();
  await Promise.resolve();
  expect(told.at(-1)).toBe("d true");
});

test("a released slot that nobody waits for is free again, once", async () => {
  const slots = new Slots(1);
  expect(await slots.take()).toBe(true);
  slots.release();
  expect(await takers(slots, ["a", "b"])).toEqual(["a true"]);
});

test("W4: closing turns away who waits and who comes, in order", async () => {
  const slots = new Slots(1);
  const told = await takers(slots, ["a", "b", "c"]);
  slots.close();
  await Promise.resolve();
  expect(told).toEqual(["a true", "b false", "c false"]);
  expect(await slots.take()).toBe(false);
});

test("W4: a slot released after closing goes to nobody", async () => {
  const slots = new Slots(1);
  await slots.take();
  slots.close();
  slots.release();
  expect(await slots.take()).toBe(false);
});
