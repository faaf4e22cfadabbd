import { createActor, fromPromise, setup } from "xstate";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import { PaperFlow } from "../../support/flows/paper-flow.ts";
import { teaFlow } from "../../support/flows/tea.ts";

/**
 * For the lesson, and to notice when XState changes: what its own persisted snapshot forgets. An actor that is restored
 * from it runs its promises again, but what it was to do after a while it never does.
 */
function kettle(onBoil: () => void) {
  return setup({ actors: { boil: fromPromise(() => new Promise<void>(() => onBoil())) } }).createMachine({
    initial: "boiling",
    states: {
      boiling: { invoke: { src: "boil" }, after: { 1_000: "tooLong" } },
      tooLong: { type: "final" },
    },
  });
}

const inVirtualTime = (clock: VirtualClock) => ({
  setTimeout: (run: (...args: unknown[]) => void, ms: number) => clock.setTimeout(run, ms),
  clearTimeout: (timer: unknown) => clock.clearTimeout(timer as never),
});

async function runFor(clock: VirtualClock, ms: number): Promise<void> {
  await clock.run({ done: () => false, limitMs: clock.now() + ms });
}

test("XState's snapshot, restored: the promise runs again, the timer of `after` is gone", async () => {
  const clock = new VirtualClock();
  let boils = 0;
  const machine = kettle(() => boils++);
  const first = createActor(machine, { clock: inVirtualTime(clock) }).start();
  const snapshot = JSON.parse(JSON.stringify(first.getPersistedSnapshot())) as never;
  first.stop();

  const restored = createActor(machine, { clock: inVirtualTime(clock), snapshot }).start();
  await runFor(clock, 60_000);
  expect(boils).toBe(2);
  expect(restored.getSnapshot().value).toBe("boiling");

  const untouched = createActor(machine, { clock: inVirtualTime(clock) }).start();
  await runFor(clock, 60_000);
  expect(untouched.getSnapshot().value).toBe("tooLong");
});

test("O6: here the delay is in the record, and its deadline finds the flow again whoever has it now", () => {
  const flow = new PaperFlow(teaFlow());
  flow.start();
  flow.reply(flow.token(), {});
  flow.record = JSON.parse(JSON.stringify(flow.saved)) as typeof flow.record;
  flow.writer = "another process";
  flow.due();
  expect(flow.saved.state).toBe("pouring");
});
