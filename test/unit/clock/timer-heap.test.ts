import { expect, test } from "vitest";
import { TimerHeap, type Timer } from "../../../engine/clock/timer-heap.ts";
import { drawInt } from "../../../engine/kernel/random.ts";

function timer(due: number, order: number): Timer {
  return { due, order, owner: 0, run: () => {} };
}

function drain(heap: TimerHeap): string[] {
  const seen: string[] = [];
  for (let next = heap.pop(); next; next = heap.pop()) seen.push(`${next.due}/${next.order}`);
  return seen;
}

test("V2: timers leave in the total order (due, then creation), in whatever order they came", () => {
  const timers = Array.from({ length: 500 }, (_, n) => timer(drawInt(1, ["due", n], 1, 40), n));
  const heap = new TimerHeap();
  const shuffled = [...timers].sort(
    (a, b) => drawInt(2, ["mix", a.order], 0, 1e6) - drawInt(2, ["mix", b.order], 0, 1e6),
  );
  for (const one of shuffled) heap.push(one);
  const sorted = [...timers].sort((a, b) => a.due - b.due || a.order - b.order);
  expect(drain(heap)).toEqual(sorted.map(({ due, order }) => `${due}/${order}`));
});

test("a cancelled timer is passed over, wherever it stands", () => {
  const timers = [timer(1, 1), timer(2, 2), timer(3, 3), timer(4, 4)];
  const heap = new TimerHeap();
  for (const one of timers) heap.push(one);
  for (const at of [0, 2]) (timers[at] as Timer).run = null;
  expect(heap.peek()).toBe(timers[1]);
  expect(drain(heap)).toEqual(["2/2", "4/4"]);
  expect(heap.peek()).toBeUndefined();
});

test("pushing while draining keeps the order", () => {
  const heap = new TimerHeap();
  for (const due of [5, 1, 9]) heap.push(timer(due, due));
  expect(heap.pop()?.due).toBe(1);
  heap.push(timer(6, 100));
  heap.push(timer(4, 101));
  expect(drain(heap)).toEqual(["4/101", "5/5", "6/100", "9/9"]);
});
