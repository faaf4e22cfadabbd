import { Kvm } from "@nats-io/kv";
import { expect } from "vitest";
import { namesOf } from "../../../engine/queue/names.ts";
import { ACK_WAIT_MS, Bench, bench, followInTime, succeeds, untilInTime, whenQuick } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** A limit for all workers of a queue together. */
export const RATES: readonly ConformanceCase[] = [
  {
    id: "Q-90",
    title: "RL1: however many workers there are, no two jobs begin closer than the rate allows",
    run: whenQuick(400, async (env) => {
      const queue = await bench(env, { rate: { jobs: 4, perMs: 400 } });
      for (const name of ["a", "b", "c"]) await queue.worker(name, succeeds, { concurrency: 2 });
      await queue.send(8);
      await queue.journal.until("job-acked", 8);
      const starts = queue.journal.of("job-started").map(({ at }) => at);
      // In any 400 ms no more than 4 begin, but for how late one process may be against another.
      starts.slice(4).forEach((at, n) => expect(at - (starts[n] ?? 0)).toBeGreaterThanOrEqual(400 - 100 - env.earlyMs));
      // In real time the first job may begin up to a turn late, and the last in time.
      const late = env.isExact ? env.lateMs : 100 + env.earlyMs;
      expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(7 * 100 - late);
      expect(queue.journal.of("job-delivered").every(({ attempt }) => attempt === 1)).toBe(true);
    }),
  },
  {
    id: "Q-91",
    title: "a job that waits for its turn longer than the visibility timeout stays where it is",
    run: (env) => untilInTime(env, ACK_WAIT_MS, waitsForItsTurn),
  },
  {
    id: "Q-92",
    title: "W4: a worker that is stopped hands back at once what waits for its turn",
    async run(env) {
      const queue = await bench(env, { rate: { jobs: 1, perMs: 60_000 } });
      await queue.send(2);
      const worker = await queue.worker("leaving", succeeds);
      await queue.journal.until("job-rate-limited");
      await worker.stop();
      expect(queue.journal.of("job-nacked").map(({ reason }) => reason)).toEqual(["handed-back"]);
      const stoppedAt = env.clock.now();
      await queue.worker("other", succeeds);
      const again = await queue.journal.until("job-delivered", 3);
      expect([again.worker, again.attempt]).toEqual(["other", 2]);
      expect(again.at - stoppedAt).toBeLessThanOrEqual(env.lateMs * 2);
    },
  },
  {
    id: "Q-93",
    title: "RL2: restarts that are graceful use up no places, however many jobs wait for their turn",
    run: whenQuick(1_000, async (env, perMs) => {
      const queue = await bench(env, { rate: { jobs: 1, perMs } });
      await queue.send(20);
      for (let restart = 1; restart <= 3; restart++) {
        const worker = await queue.worker(`worker-${restart}`, succeeds, { concurrency: 10 });
        await queue.journal.until("job-rate-limited", 9 * restart);
        await worker.stop();
      }
      await queue.worker("last", succeeds, { concurrency: 10 });
      const started = queue.journal.of("job-started");
      const { at } = await queue.journal.until("job-started", started.length + 1);
      expect(at - (started[0]?.at ?? 0)).toBeLessThanOrEqual(started.length * perMs + env.lateMs);
    }),
  },
  {
    id: "Q-94",
    title: "a rate that was raised holds at once, and what a senseless one has left is repaired",
    run: whenQuick(400, async (env) => {
      const queue = await bench(env, { rate: { jobs: 1, perMs: 3_600_000 } });
      await queue.send(4);
      const slow = await queue.worker("slow", succeeds);
      await queue.journal.until("job-started");
      await queue.journal.until("job-rate-limited");
      await slow.stop();
      const faster = async (jobs: number, perMs: number) => {
        const raised = new Bench(env, { ...queue.queue, rate: { jobs, perMs } }, queue.js, queue.jsm);
        const changedAt = env.clock.now();
        const worker = await raised.worker("fast", succeeds);
        const { at } = await raised.journal.until("job-started");
        expect(at - changedAt).toBeLessThanOrEqual(perMs / jobs + env.lateMs);
        await worker.stop();
      };
      await faster(10, 1_000);
      // What a rate of no jobs has left behind in earlier versions.
      await (await new Kvm(queue.js).open(namesOf(queue.queue).stateBucket)).put("rate", "Infinity");
      await faster(20, 1_000);
    }),
  },
];

async function waitsForItsTurn(env: Environment, ackWaitMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { ackWaitMs, rate: { jobs: 1, perMs: 2.5 * ackWaitMs } });
  await queue.send(2);
  const begun = env.clock.now();
  await queue.worker("one", succeeds, { concurrency: 2 });
  await queue.worker("two", succeeds, { concurrency: 2 });
  const { at } = await queue.journal.until("job-acked", 2);
  const extended = queue.journal.of("job-in-progress");
  if (!followInTime(env, ackWaitMs, [begun, ...extended.map((one) => one.at), at])) return "too late";
  expect(queue.journal.of("job-rate-limited")).toHaveLength(1);
  expect(extended.length).toBeGreaterThan(0);
  expect(queue.journal.of("job-delivered").map(({ attempt }) => attempt)).toEqual([1, 1]);
  return "in time";
}
