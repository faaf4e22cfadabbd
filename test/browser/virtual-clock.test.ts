import { expect, test } from "vitest";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";

/** The drain after each tick is a MessageChannel here, `setImmediate` in Node: the order of events must be the same. */
test("promises settle within the tick that caused them, in a browser as in Node", async () => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const note = (what: string) => seen.push(`${clock.now()} ${what}`);
  clock.setTimeout(() => {
    note("first");
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => note("followed from first"));
  }, 10);
  clock.setTimeout(() => note("second"), 10);
  clock.setTimeout(() => note("third"), 11);

  const end = await clock.run({ done: () => false, limitMs: 1000 });

  expect(end).toBe("idle");
  expect(seen).toEqual(["10 first", "10 followed from first", "10 second", "11 third"]);
});
