import { expect } from "vitest";
import { drawInt } from "../../../engine/kernel/random.ts";
import { bench, gate, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import type { Journal } from "../journal.ts";

/** The most jobs that one worker had been given and had not settled, at any one time. */
function mostHeld(journal: Journal, worker: string): number {
  const steps = [
    ...journal.of("job-delivered").map((entry) => ({ ...entry, step: 1 })),
    ...journal.of("job-acked").map((entry) => ({ ...entry, step: -1 })),
  ].filter((entry) => entry.worker === worker);
  let [held, most] = [0, 0];
  // What ends at a moment ends before what begins at it: a worker asks for the next job after the last one's ack.
  for (const { step } of steps.sort((a, b) => a.at - b.at || a.step - b.step)) most = Math.max(most, (held += step));
  return most;
}

const takes = (env: Environment, ms: number) => () => env.clock.sleep(ms);

/** Who gets what. */
export const SHARING: readonly ConformanceCase[] = [
  {
    id: "Q-10",
    title: "each job goes to exactly one of several workers, and all of them get some",
    async run(env) {
      const queue = await bench(env);
      const names = ["a", "b", "c", "d"];
      for (const name of names)
        await queue.worker(name, (job) => env.clock.sleep(drawInt(1, ["service", job.id], 1, 6)));
      await queue.send(60);
      await queue.journal.until("job-acked", 60);
      const delivered = queue.journal.of("job-delivered");
      expect(new Set(delivered.map(({ job }) => job)).size).toBe(60);
      expect(delivered).toHaveLength(60);
      expect(new Set(delivered.map(({ worker }) => worker))).toEqual(new Set(names));
      await queue.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "Q-11",
    title: "W1: by default nothing is hoarded: the fast worker does what the slow one is too slow for",
    run: whenQuick(120, async (env, slowMs) => {
      const queue = await bench(env);
      await queue.send(40);
      await queue.worker("slow", takes(env, slowMs));
      await queue.worker("fast", takes(env, 4));
      await queue.journal.until("job-acked", 40);
      const slow = queue.journal.of("job-acked").filter(({ worker }) => worker === "slow");
      expect(slow.length).toBeGreaterThan(0);
      expect(slow.length).toBeLessThanOrEqual(12);
      expect(mostHeld(queue.journal, "slow")).toBe(1);
      expect(queue.journal.of("job-delivered")).toHaveLength(40);
    }),
  },
  {
    id: "Q-12",
    title: "W1: a worker holds as many jobs as it runs and prefetches, and not one more",
    async run(env) {
      const queue = await bench(env);
      const held = gate();
      await queue.worker("worker", () => held.passed, { concurrency: 2, prefetch: 3 });
      await queue.send(10);
      await queue.settlesAt({ stored: 10, waiting: 5, inFlight: 5 });
      await queue.journal.until("job-delivered", 5);
      expect(queue.journal.of("job-started")).toHaveLength(2);
      held.open();
      await queue.journal.until("job-acked", 10);
      expect(queue.journal.of("job-delivered").every(({ attempt }) => attempt === 1)).toBe(true);
    },
  },
  {
    id: "Q-13",
    title: "a worker that was there before the job gets it as soon as it is stored",
    async run(env) {
      const queue = await bench(env);
      await queue.worker("worker", succeeds);
      for (let n = 1; n <= 5; n++) {
        const before = env.clock.now();
        await queue.send(1, n);
        const { at } = await queue.journal.until("job-acked", n);
        expect(at - before).toBeLessThanOrEqual(env.lateMs);
      }
    },
  },
];
