import { expect, test } from "vitest";
import { SupersededError } from "../../lab/src/session/errors.ts";
import { latestWins } from "../../lab/src/session/latest-wins.ts";
import type { LabRequest, Runner, RunResult } from "../../lab/src/session/types.ts";
import { shop } from "./trace-builder.ts";

const request = (seed: number): LabRequest => ({
  scenario: shop(),
  variant: "default",
  knobs: {},
  seed,
  interventions: [],
  broker: "sim",
});

/** Ends a run when the test says so. */
class SlowRunner implements Pick<Runner, "run"> {
  readonly begun: { readonly seed: number; readonly end: () => void; readonly fail: () => void }[] = [];

  run({ seed }: LabRequest): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      this.begun.push({
        seed,
        end: () => resolve({ seed } as unknown as RunResult),
        fail: () => reject(new Error("broken")),
      });
    });
  }
}

test("L1, L2: one at a time, and of those that wait only the latest", async () => {
  const slow = new SlowRunner();
  const runner = latestWins(slow);
  const first = runner.run(request(1));
  const second = runner.run(request(2));
  const third = runner.run(request(3));
  await expect(second).rejects.toBeInstanceOf(SupersededError);
  expect(slow.begun.map(({ seed }) => seed)).toEqual([1]);
  slow.begun[0]?.end();
  expect(await first).toEqual({ seed: 1 });
  expect(slow.begun.map(({ seed }) => seed)).toEqual([1, 3]);
  slow.begun[1]?.end();
  expect(await third).toEqual({ seed: 3 });
});

test("a run that fails lets the next one through", async () => {
  const slow = new SlowRunner();
  const runner = latestWins(slow);
  const first = runner.run(request(1));
  const second = runner.run(request(2));
  slow.begun[0]?.fail();
  await expect(first).rejects.toThrow("broken");
  slow.begun[1]?.end();
  expect(await second).toEqual({ seed: 2 });
});
