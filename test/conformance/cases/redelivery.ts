import { expect } from "vitest";
import {
  ACK_WAIT_MS,
  bench,
  fails,
  firstThen,
  followInTime,
  gate,
  neverEnds,
  serverTimePasses,
  succeeds,
  untilInTime,
  whenQuick,
} from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** What comes back, when, and in which order. */
export const REDELIVERY: readonly ConformanceCase[] = [
  {
    id: "Q-20",
    title: "after the visibility timeout, not before it, a job comes back with its count one higher",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { ackWaitMs });
      await queue.worker("silent", neverEnds);
      await queue.send(1);
      const first = await queue.journal.until("job-delivered");
      await queue.worker("other", succeeds);
      const second = await queue.journal.until("job-delivered", 2);
      expect([first.attempt, second.attempt, second.worker]).toEqual([1, 2, "other"]);
      expect(second.at - first.at).toBeGreaterThanOrEqual(ackWaitMs - env.earlyMs);
      expect(second.at - first.at).toBeLessThanOrEqual(ackWaitMs + env.lateMs);
      await queue.journal.until("job-acked");
      await queue.settlesAt({ stored: 0 });
      expect(queue.journal.of("job-delivered")).toHaveLength(2);
    }),
  },
  {
    id: "Q-21",
    title: "the count goes on over several visibility timeouts",
    run: (env) => untilInTime(env, 150, countsOn),
  },
  {
    id: "Q-22",
    title: "a failed job is delayed for its delay, while others flow, and comes back with its count one higher",
    run: (env) => untilInTime(env, 500, waitsForItsDelay),
  },
  {
    id: "Q-23",
    title: "an exponential policy holds back longer after each failure",
    async run(env) {
      const queue = await bench(env, { retry: { kind: "exponential", firstMs: 60, factor: 3, maxMs: 300 } });
      await queue.worker("worker", (job) =>
        job.attempt < 4 ? Promise.reject(new Error("not yet")) : Promise.resolve(),
      );
      await queue.send(1);
      await queue.journal.until("job-acked");
      const naks = queue.journal.of("job-nacked");
      expect(naks.map(({ delayMs }) => delayMs)).toEqual([60, 180, 300]);
      const returns = queue.journal.of("job-delivered").slice(1);
      returns.forEach(({ at }, n) =>
        expect(at - (naks[n]?.at ?? 0)).toBeGreaterThanOrEqual((naks[n]?.delayMs ?? 0) - env.earlyMs),
      );
    },
  },
  {
    id: "Q-24",
    title: "what has expired comes back by sequence, ahead of what is new",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { ackWaitMs });
      await queue.worker("silent", neverEnds, { concurrency: 3 });
      await queue.send(3);
      await queue.journal.until("job-delivered", 3);
      await queue.send(2, 4);
      await serverTimePasses(env, ackWaitMs + 150);
      await queue.worker("other", succeeds);
      await queue.journal.until("job-acked", 5);
      const order = queue.journal.of("job-acked").map(({ job, attempt }) => `${job} ${attempt}`);
      expect(order).toEqual(["job-1 2", "job-2 2", "job-3 2", "job-4 1", "job-5 1"]);
    }),
  },
  {
    id: "Q-25",
    title: "no fencing: the late ack of one who lost the job deletes it, and the other's ack is confirmed as well",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { ackWaitMs });
      const [early, later] = [gate(), gate()];
      await queue.worker("slow", () => early.passed);
      await queue.send(1);
      await queue.journal.until("job-started");
      await queue.worker("rival", () => later.passed);
      await queue.journal.until("job-started", 2);
      early.open();
      const stale = await queue.journal.until("job-acked");
      expect([stale.worker, stale.attempt]).toEqual(["slow", 1]);
      await queue.settlesAt({ stored: 0 });
      later.open();
      const second = await queue.journal.until("job-acked", 2);
      expect([second.worker, second.attempt]).toEqual(["rival", 2]);
      expect(queue.journal.of("job-delivered")).toHaveLength(2);
    }),
  },
  {
    id: "Q-26",
    title: "W2: an ack is confirmed after the server has taken it: nothing of it is in flight any more",
    async run(env) {
      const queue = await bench(env);
      const inFlight: number[] = [];
      const onPoint = async (point: string) => {
        if (point === "before-ack" || point === "after-ack") inFlight.push((await queue.inspect()).inFlight);
      };
      await queue.worker("worker", succeeds, { onPoint });
      await queue.send(4);
      // The points after the fourth ack end with the inspection after it.
      await queue.journal.until("job-acked", 4);
      await queue.settlesAt({ stored: 0, inFlight: 0 });
      expect(inFlight.slice(0, 7)).toEqual([1, 0, 1, 0, 1, 0, 1]);
    },
  },
];

async function countsOn(env: Environment, ackWaitMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { ackWaitMs });
  await queue.send(1);
  for (const name of ["a", "b", "c"])
    await queue.worker(name, (job, run) => (job.attempt < 3 ? neverEnds(job, run) : Promise.resolve()));
  const { at } = await queue.journal.until("job-acked");
  const delivered = queue.journal.of("job-delivered");
  const third = delivered.find(({ attempt }) => attempt === 3);
  if (!followInTime(env, ackWaitMs, [third?.at ?? 0, at])) return "too late";
  expect(delivered.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  return "in time";
}

async function waitsForItsDelay(env: Environment, delayMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { retry: { kind: "fixed", delayMs } });
  await queue.worker("worker", (job, run) =>
    job.id === "job-1" ? firstThen(fails("not now"), succeeds)(job, run) : Promise.resolve(),
  );
  await queue.send(3);
  const nacked = await queue.journal.until("job-nacked");
  const back = await queue.journal.until("job-delivered", 2, "job-1");
  expect([nacked.delayMs, back.attempt]).toEqual([delayMs, 2]);
  expect(back.at - nacked.at).toBeGreaterThanOrEqual(delayMs - env.earlyMs);
  expect(back.at - nacked.at).toBeLessThanOrEqual(delayMs + env.lateMs);
  const acked = [];
  for (const job of ["job-2", "job-3"]) acked.push((await queue.journal.until("job-acked", 1, job)).at);
  await queue.journal.until("job-acked", 1, "job-1");
  await queue.settlesAt({ stored: 0 });
  if (!followInTime(env, delayMs, [nacked.at, Math.max(...acked)])) return "too late";
  expect(Math.max(...acked)).toBeLessThan(back.at);
  return "in time";
}
