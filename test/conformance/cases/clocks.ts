import { expect } from "vitest";
import { pauseQueue } from "../../../engine/queue/features/pause.ts";
import { sendAll } from "../../../engine/queue/send/send-all.ts";
import { sendTogether } from "../../../engine/queue/send/atomic-batch.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { withWrongClock } from "../../support/wrong-clock.ts";
import { bench, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** Later than the quarter of a second in which a real server looks at its schedules. */
const DELAY_MS = 600;
const TWO_MINUTES_MS = 120_000;

/** However wrong the clock of this process is, in either direction. */
const wrongBy = async (test: (byMs: number) => Promise<void>) => {
  for (const byMs of [-TWO_MINUTES_MS, TWO_MINUTES_MS]) await withWrongClock(byMs, () => test(byMs));
};

function comesInTime(env: Environment, tookMs: number): void {
  expect(tookMs).toBeGreaterThanOrEqual(DELAY_MS - env.earlyMs);
  expect(tookMs).toBeLessThanOrEqual(DELAY_MS + env.lateMs);
}

/** Processes whose clocks are not the server's. */
export const CLOCKS: readonly ConformanceCase[] = [
  {
    id: "Q-230",
    title: "a delayed job is due by the server's clock, however wrong its sender's is",
    async run(env) {
      await wrongBy(async (byMs) => {
        const queue = await bench(env, { name: `jobs${byMs}`, schedules: true });
        await queue.worker("worker", succeeds);
        const sentAt = env.clock.now();
        await sendJob(queue.js, queue.queue, { id: "later", payload: 1, delayMs: DELAY_MS });
        comesInTime(env, (await queue.journal.until("job-delivered")).at - sentAt);
      });
    },
  },
  {
    id: "Q-231",
    title: "so is one of many that are sent at once, or stored all or none",
    async run(env) {
      await wrongBy(async (byMs) => {
        const queue = await bench(env, { name: `jobs${byMs}`, schedules: true, atomic: true, storage: "memory" });
        await queue.worker("worker", succeeds);
        for (const [id, send] of Object.entries({ sendTogether, sendAll })) {
          const sentAt = env.clock.now();
          const jobs = [
            { id, payload: 1, delayMs: DELAY_MS },
            { id: `${id} at once`, payload: 2 },
          ];
          await send(queue.js, queue.queue, jobs, { clock: env.clock });
          comesInTime(env, (await queue.journal.until("job-delivered", 1, id)).at - sentAt);
        }
      });
    },
  },
  {
    id: "Q-232",
    title: "a pause for a time ends by the server's clock, however wrong the clock is of who asks for it",
    async run(env) {
      await wrongBy(async (byMs) => {
        const queue = await bench(env, { name: `jobs${byMs}` });
        await queue.worker("worker", succeeds, { pullExpiresMs: 1_000 });
        const pausedAt = env.clock.now();
        await pauseQueue(queue.jsm, queue.queue, DELAY_MS);
        await queue.send(1);
        const tookMs = (await queue.journal.until("job-delivered")).at - pausedAt;
        expect(tookMs).toBeGreaterThanOrEqual(DELAY_MS - env.earlyMs);
        // A pull that waits hears of the end of a pause when it asks again.
        expect(tookMs).toBeLessThanOrEqual(DELAY_MS + 2 * 1_000 + env.lateMs);
      });
    },
  },
];
