import { expect } from "vitest";
import { wallNow } from "../../../engine/clock/system-clock.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import { cancelDelayed, listScheduled, removeSchedule, setSchedule } from "../../../engine/queue/features/schedules.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { bench, type Bench, gate, neverEnds, serverTimePasses, succeeds, untilInTime, whenQuick } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** Later than the quarter of a second in which a real server looks at its schedules. */
const DELAY_MS = 600;

/** Jobs that come at a time, again and again, or not any more. */
export const LATER: readonly ConformanceCase[] = [
  {
    id: "Q-60",
    title: "a job with a delay is stored at once, and delivered no earlier than it is due",
    run: whenQuick(DELAY_MS, async (env, delayMs) => {
      const queue = await bench(env, { schedules: true });
      await queue.worker("worker", succeeds);
      const sentAt = env.clock.now();
      await sendJob(queue.js, queue.queue, { id: "later", payload: 1, delayMs });
      await queue.send(1);
      await queue.journal.until("job-acked", 1, "job-1");
      await queue.settlesAt({ stored: 1, scheduled: 1, waiting: 0, inFlight: 0 });
      const { at, attempt } = await queue.journal.until("job-delivered", 1, "later");
      expect(attempt).toBe(1);
      expect(at - sentAt).toBeGreaterThanOrEqual(delayMs - env.earlyMs);
      expect(at - sentAt).toBeLessThanOrEqual(delayMs + env.lateMs);
      await queue.journal.until("job-acked", 1, "later");
      await queue.settlesAt({ stored: 0, scheduled: 0 });
    }),
  },
  {
    id: "Q-61",
    title: "a job for a moment that is past comes at once; a delayed id is stored once within the window",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      const past = { id: "past", payload: 1, at: wallNow() - 60_000 };
      await sendJob(queue.js, queue.queue, past);
      const later = { id: "later", payload: 1, delayMs: 60_000 };
      expect((await sendJob(queue.js, queue.queue, later)).duplicate).toBe(false);
      expect((await sendJob(queue.js, queue.queue, later)).duplicate).toBe(true);
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 1, "past");
      await queue.settlesAt({ stored: 1, scheduled: 1 });
    },
  },
  {
    id: "Q-62",
    title: "a delayed job can be listed and cancelled until it is due",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      const due = wallNow() + 3_600_000;
      await sendJob(queue.js, queue.queue, { id: "odd name: *.> é", payload: { n: 1 }, at: due });
      await sendJob(queue.js, queue.queue, { id: "other", payload: { n: 2 }, at: due });
      expect((await listScheduled(queue.jsm, queue.queue)).map(({ name, repeats }) => [name, repeats])).toEqual([
        ["odd name: *.> é", false],
        ["other", false],
      ]);
      expect(await cancelDelayed(queue.jsm, queue.queue, "odd name: *.> é")).toBe(true);
      expect(await cancelDelayed(queue.jsm, queue.queue, "odd name: *.> é")).toBe(false);
      const left = await listScheduled(queue.jsm, queue.queue);
      expect(left).toEqual([
        { name: "other", repeats: false, when: expect.stringContaining("@at 2") as string, payload: { n: 2 } },
      ]);
      expect(Math.abs(Date.parse(left[0]?.when.slice(4) ?? "") - due)).toBeLessThanOrEqual(1_000);
    },
  },
  {
    id: "Q-63",
    title: "a queue that was not declared for it takes no job for later, and says how it would",
    async run(env) {
      const queue = await bench(env);
      const sending = sendJob(queue.js, queue.queue, { id: "later", payload: 1, delayMs: 5 });
      await expect(sending).rejects.toMatchObject({ remedy: "Declare it with `schedules: true`." });
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-64",
    title: "a schedule makes a job again and again, each with a name of its own, until it is removed",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      await setSchedule(queue.js, queue.queue, { name: "tick", when: { everySeconds: 1 }, payload: { n: 1 } });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 2);
      const [first, second] = queue.journal.of("job-delivered");
      expect(first?.job).toMatch(/^tick-\d+$/);
      expect(second?.job).not.toBe(first?.job);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThanOrEqual(1_000 + env.lateMs);
      expect(await removeSchedule(queue.jsm, queue.queue, "tick")).toBe(true);
      expect(await removeSchedule(queue.jsm, queue.queue, "tick")).toBe(false);
      await queue.settlesAt({ scheduled: 0 });
    },
  },
  {
    id: "Q-65",
    title: "a cron-like schedule fires when the clock fits; setting it again replaces it",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      const set = (cron: string, payload: string) =>
        setSchedule(queue.js, queue.queue, { name: "nightly", when: { cron }, payload });
      await set("0 0 0 1 1 *", "once a year");
      await set("* * * * * *", "every second");
      const payloads: unknown[] = [];
      await queue.worker("worker", (job) => Promise.resolve(void payloads.push(job.payload)));
      await queue.journal.until("job-acked");
      expect(payloads[0]).toBe("every second");
      expect(await listScheduled(queue.jsm, queue.queue)).toEqual([
        { name: "nightly", repeats: true, when: "* * * * * *", payload: "every second" },
      ]);
      await expect(set("every second", "x")).rejects.toThrow('found "every second", expected six fields');
      const odd = set("0 0 0 32 1 *", "x");
      await expect(odd).rejects.toThrow('the server does not understand the cron pattern "0 0 0 32 1 *"');
      await expect(odd).rejects.toMatchObject({ name: "BadInputError", cause: { code: 10189 } });
      // Five fields: at second 0 of each minute.
      await set("*/5 * * * *", "x");
      expect((await listScheduled(queue.jsm, queue.queue)).map(({ when }) => when)).toEqual(["0 */5 * * * *"]);
      const elsewhere = { cron: "0 0 3 * * *", timeZone: "Europe/Atlantis" };
      const lost = setSchedule(queue.js, queue.queue, { name: "nightly", when: elsewhere, payload: 1 });
      await expect(lost).rejects.toThrow('the server does not know the time zone "Europe/Atlantis"');
    },
  },
  {
    id: "Q-233",
    title: "a schedule that is set again just as it is goes on counting: frequent restarts do not put it off",
    async run(env) {
      const queue = await bench(env, { schedules: true });
      const tick = { name: "tick", when: { everySeconds: 2 }, payload: { n: 1 }, ttlMs: 60_000 };
      const set = (changes: object = {}) => setSchedule(queue.js, queue.queue, { ...tick, ...changes });
      await set();
      const [first] = await listScheduled(queue.jsm, queue.queue);
      await queue.worker("worker", succeeds);
      for (let restart = 1; restart <= 3; restart++) {
        await serverTimePasses(env, 700 + restart);
        await set();
      }
      await queue.journal.until("job-acked");
      expect(await listScheduled(queue.jsm, queue.queue)).toEqual([first]);
      for (const change of [{ payload: { n: 2 } }, { when: { everySeconds: 3 } }, { maxAttempts: 7 }]) {
        const before = await queue.jsm.streams.info(namesOf(queue.queue).stream);
        await set(change);
        await set(change);
        const after = await queue.jsm.streams.info(namesOf(queue.queue).stream);
        expect(after.state.last_seq - before.state.last_seq).toBe(1);
      }
    },
  },
  {
    id: "Q-66",
    title: "a job whose time is over is never done: the server deletes it",
    async run(env) {
      const queue = await bench(env);
      const short = await sendJob(queue.js, queue.queue, { id: "short", payload: 1, ttlMs: 900 });
      const long = await sendJob(queue.js, queue.queue, { id: "long", payload: 1, ttlMs: 60_000 });
      expect([short.streamSequence, long.streamSequence]).toEqual([1, 2]);
      await queue.settlesAt({ stored: 1 });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 1, "long");
      expect(queue.journal.of("job-delivered", "short")).toEqual([]);
    },
  },
  {
    id: "Q-67",
    title: "a job whose time is over while it waits in a worker's memory is left undone, and acknowledged",
    run: (env) => untilInTime(env, 300, isOverInMemory),
  },
  {
    id: "Q-68",
    title: "a delayed job's time begins when it can be delivered",
    run: (env) => untilInTime(env, 400, outlivesItsDelay),
  },
  {
    id: "Q-69",
    title: "the server takes a job whose time is over even from a worker that is at it; nobody gets it again",
    run: (env) => untilInTime(env, 1_000, isTakenAway),
  },
];

/** Whether the job came to a worker; false when its time was over first, `overAt` or later, and the server has deleted it. */
async function comes(queue: Bench, job: string, overAt: number, others = 0): Promise<boolean> {
  const isThere = () => queue.journal.of("job-delivered", job).length > 0;
  while (!isThere()) {
    const { stored } = await queue.inspect();
    if (queue.env.clock.now() >= overAt && stored <= others) break;
  }
  return isThere();
}

async function isOverInMemory(env: Environment, ttlMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env);
  const held = gate();
  await sendJob(queue.js, queue.queue, { id: "first", payload: 1 });
  const worker = await queue.worker("busy", (job) => (job.id === "first" ? held.passed : Promise.resolve()), {
    prefetch: 1,
  });
  await queue.journal.until("job-started");
  const overAt = env.clock.now() + ttlMs;
  await sendJob(queue.js, queue.queue, { id: "short", payload: 1, ttlMs });
  const came = await comes(queue, "short", overAt, 1);
  if (came) await serverTimePasses(env, ttlMs + 50);
  held.open();
  if (!came) return "too late";
  const expired = await queue.journal.until("job-expired");
  expect([expired.job, expired.attempt]).toEqual(["short", 1]);
  expect(expired.at).toBeGreaterThanOrEqual(expired.deadline - env.earlyMs);
  await queue.journal.until("job-acked", 2);
  expect(queue.journal.of("job-started").map(({ job }) => job)).toEqual(["first"]);
  await worker.stop();
  await queue.settlesAt({ stored: 0 });
  return "in time";
}

async function outlivesItsDelay(env: Environment, ttlMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { schedules: true });
  const delayMs = 1.5 * ttlMs;
  await queue.worker("worker", succeeds);
  const overAt = env.clock.now() + delayMs + ttlMs;
  await sendJob(queue.js, queue.queue, { id: "later", payload: 1, delayMs, ttlMs });
  if (!(await comes(queue, "later", overAt))) return "too late";
  await queue.journal.until("job-acked", 1, "later");
  const [expired] = queue.journal.of("job-expired", "later");
  if (expired !== undefined) {
    expect(expired.deadline).toBeGreaterThanOrEqual(overAt - env.earlyMs);
    return "too late";
  }
  expect(queue.journal.of("job-started", "later")).toHaveLength(1);
  return "in time";
}

async function isTakenAway(env: Environment, ttlMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { ackWaitMs: 1.5 * ttlMs });
  await queue.worker("silent", neverEnds);
  const overAt = env.clock.now() + ttlMs;
  await sendJob(queue.js, queue.queue, { id: "short", payload: 1, ttlMs });
  if (!(await comes(queue, "short", overAt))) return "too late";
  await queue.settlesAt({ stored: 0 });
  await queue.worker("other", succeeds);
  await serverTimePasses(env, 1.6 * ttlMs);
  expect(queue.journal.of("job-delivered")).toHaveLength(1);
  await queue.settlesAt({ stored: 0, inFlight: 0 });
  return "in time";
}
