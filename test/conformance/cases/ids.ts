import { expect } from "vitest";
import { purgeQueue } from "../../../engine/queue/features/purge.ts";
import { cancelDelayed, listScheduled } from "../../../engine/queue/features/schedules.ts";
import { sendAll } from "../../../engine/queue/send/send-all.ts";
import { sendTogether } from "../../../engine/queue/send/atomic-batch.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { NewJob } from "../../../engine/queue/send/new-job.ts";
import { bench, type Bench, succeeds } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

const HOUR_MS = 3_600_000;
/** Later than the quarter of a second in which a real server looks at its schedules. */
const DELAY_MS = 600;

const send = (queue: Bench, job: Partial<NewJob> = {}) =>
  sendJob(queue.js, queue.queue, { id: "job-1", payload: 1, ...job });
const waiting = async (queue: Bench) =>
  (await listScheduled(queue.jsm, queue.queue)).map(({ name, payload }) => `${name}: ${JSON.stringify(payload)}`);

/** What a worker gets from now on. */
async function payloadsAt(queue: Bench): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  await queue.worker("worker", (job) => {
    seen.push(job.payload);
    return Promise.resolve();
  });
  return seen;
}

/** The server remembers a message id for a while: whatever became of its job. */
export const IDS: readonly ConformanceCase[] = [
  {
    id: "Q-340",
    title: "DU1: a job that was cancelled can be sent again at once, once",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      for (const round of [1, 2]) {
        expect((await send(queue, { delayMs: HOUR_MS })).duplicate).toBe(false);
        expect((await send(queue, { delayMs: HOUR_MS })).duplicate).toBe(true);
        expect(await cancelDelayed(queue.jsm, queue.queue, "job-1"), `round ${round}`).toBe(true);
        expect(await cancelDelayed(queue.jsm, queue.queue, "job-1")).toBe(false);
      }
      expect((await send(queue, { delayMs: DELAY_MS, payload: "again" })).duplicate).toBe(false);
      const seen = await payloadsAt(queue);
      await queue.journal.until("job-acked");
      expect(seen).toEqual(["again"]);
      expect((await send(queue, { delayMs: DELAY_MS, payload: "again" })).duplicate).toBe(true);
      expect((await send(queue)).duplicate).toBe(true);
    },
  },
  {
    id: "Q-341",
    title: "DU2: while a job waits for its time, another time or payload takes its place; the same is a duplicate",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      await send(queue, { delayMs: HOUR_MS, payload: "first" });
      expect((await send(queue, { delayMs: HOUR_MS, payload: "second" })).duplicate).toBe(false);
      expect((await send(queue, { delayMs: HOUR_MS, payload: "second" })).duplicate).toBe(true);
      expect(await waiting(queue)).toEqual(['job-1: "second"']);
      const seen = await payloadsAt(queue);
      await send(queue, { delayMs: DELAY_MS, payload: "third" });
      await queue.journal.until("job-acked");
      await queue.settlesAt({ stored: 0, scheduled: 0 });
      expect(seen).toEqual(["third"]);
      expect((await send(queue, { delayMs: DELAY_MS, payload: "third" })).duplicate).toBe(true);
    },
  },
  {
    id: "Q-342",
    title: "DU2: a job that waits for its time can be sent for now",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      await send(queue, { delayMs: HOUR_MS });
      await send(queue);
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked");
      await queue.settlesAt({ stored: 0, scheduled: 0 });
    },
  },
  {
    id: "Q-343",
    title: "DU1: after a purge the same ids are jobs again, however they are sent, and once each",
    async run(env) {
      // In memory, for atomic batches: see the page on the server in this process.
      const queue = await bench(env, { atomic: true, storage: "memory" });
      const jobs = ["job-1", "job-2"].map((id) => ({ id, payload: 1 }));
      const options = { clock: env.clock };
      const ways = {
        one: async () => {
          const all = [];
          for (const job of jobs) all.push((await sendJob(queue.js, queue.queue, job)).duplicate);
          return all;
        },
        many: async () =>
          (await sendAll(queue.js, queue.queue, jobs, options)).map((one) => one.outcome === "duplicate"),
        together: async () =>
          (await sendTogether(queue.js, queue.queue, jobs, options)).map((one) => one.outcome === "duplicate"),
      };
      for (const [name, way] of [...Object.entries(ways), ...Object.entries(ways)]) {
        expect(await way(), name).toEqual([false, false]);
        expect(await way(), name).toEqual([true, true]);
        expect(await purgeQueue(queue.jsm, queue.queue), name).toBe(2);
      }
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-344",
    title: "a purge of one level frees the ids of that level, and of no other",
    async run(env) {
      const lanes = { kind: "priorities", levels: ["urgent", "bulk"], order: "strict" } as const;
      const queue = await bench(env, { lanes });
      await send(queue, { id: "a", priority: "urgent" });
      await send(queue, { id: "b", priority: "bulk" });
      expect(await purgeQueue(queue.jsm, queue.queue, { priority: "bulk" })).toBe(1);
      expect((await send(queue, { id: "a", priority: "urgent" })).duplicate).toBe(true);
      expect((await send(queue, { id: "b", priority: "bulk" })).duplicate).toBe(false);
      await queue.settlesAt({ stored: 2 });
    },
  },
];
