import { expect } from "vitest";
import type { Lanes } from "../../../engine/queue/config/lanes.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { ACK_WAIT_MS, bench, type Bench, gate, firstThen, neverEnds, soonMs, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

const LEVELS = ["urgent", "normal", "bulk"] as const;
const STRICT: Lanes = { kind: "priorities", levels: LEVELS, order: "strict" };
const WEIGHTED: Lanes = { kind: "priorities", levels: LEVELS, order: "weighted", weights: [3, 2, 1] };

/** So many jobs of each level, called urgent-1, …; the least urgent first. */
async function sendEach(queue: Bench, counts: Readonly<Record<(typeof LEVELS)[number], number>>): Promise<void> {
  for (const priority of LEVELS.toReversed()) {
    for (let n = 1; n <= counts[priority]; n++) {
      await sendJob(queue.js, queue.queue, { id: `${priority}-${n}`, payload: n, priority });
    }
  }
}

const levels = (queue: Bench, count: number) =>
  queue.journal
    .of("job-started")
    .slice(0, count)
    .map(({ job }) => job.split("-")[0]);

export const PRIORITIES: readonly ConformanceCase[] = [
  {
    id: "Q-70",
    title: "strict priorities: a level is served when those before it are empty, each in its own order",
    async run(env) {
      const queue = await bench(env, { lanes: STRICT });
      await sendEach(queue, { urgent: 2, normal: 2, bulk: 2 });
      await queue.settlesAt({ stored: 6, waiting: 6 });
      expect((await queue.inspect()).lanes).toEqual(
        Object.fromEntries(LEVELS.map((level) => [level, { waiting: 2, inFlight: 0 }])),
      );
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 6);
      expect(queue.journal.of("job-started").map(({ job }) => job)).toEqual([
        "urgent-1",
        "urgent-2",
        "normal-1",
        "normal-2",
        "bulk-1",
        "bulk-2",
      ]);
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-71",
    title: "an urgent job that comes while a worker is busy overtakes all that waits",
    async run(env) {
      const queue = await bench(env, { lanes: STRICT });
      await sendEach(queue, { urgent: 0, normal: 3, bulk: 0 });
      const held = gate();
      await queue.worker("worker", (job) => (job.id === "normal-1" ? held.passed : Promise.resolve()));
      await queue.journal.until("job-started");
      await sendEach(queue, { urgent: 1, normal: 0, bulk: 1 });
      held.open();
      await queue.journal.until("job-acked", 5);
      expect(queue.journal.of("job-started").map(({ job }) => job)).toEqual([
        "normal-1",
        "urgent-1",
        "normal-2",
        "normal-3",
        "bulk-1",
      ]);
    },
  },
  {
    id: "Q-72",
    title: "weighted priorities: of six turns urgent gets three, normal two and bulk one, so nobody starves",
    async run(env) {
      const queue = await bench(env, { lanes: WEIGHTED });
      await sendEach(queue, { urgent: 12, normal: 12, bulk: 12 });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 12);
      for (const six of [levels(queue, 6), levels(queue, 12).slice(6)]) {
        const count = (level: string) => six.filter((one) => one === level).length;
        expect(LEVELS.map(count), six.join()).toEqual([3, 2, 1]);
      }
    },
  },
  {
    id: "Q-73",
    title: "a level that is empty gives its turns away",
    async run(env) {
      const queue = await bench(env, { lanes: WEIGHTED });
      await sendEach(queue, { urgent: 0, normal: 0, bulk: 5 });
      await queue.worker("worker", succeeds, { concurrency: 2 });
      await queue.journal.until("job-acked", 5);
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-74",
    title: "LI1: an idle worker is given work of any level as soon as it is there, once, and no more than it can do",
    async run(env) {
      const queue = await bench(env, { lanes: STRICT });
      const [held, other] = [gate(), gate()];
      await queue.worker("one", () => held.passed);
      await queue.worker("two", () => other.passed);
      const sentAt = env.clock.now();
      // All levels at once: a worker that waited with a pull at each would now hold three jobs.
      await Promise.all(
        LEVELS.map((priority) => sendJob(queue.js, queue.queue, { id: `${priority}-1`, payload: 1, priority })),
      );
      await queue.journal.until("job-started", 2);
      expect(env.clock.now() - sentAt).toBeLessThanOrEqual(soonMs(env));
      await queue.settlesAt({ stored: 3, waiting: 1, inFlight: 2 });
      held.open();
      other.open();
      await queue.journal.until("job-acked", 3);
      expect(queue.journal.of("job-delivered").map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
    },
  },
  {
    id: "Q-75",
    title: "a job without a priority is of the least urgent level; one of an unknown level is refused",
    async run(env) {
      const queue = await bench(env, { lanes: STRICT });
      await queue.send(1);
      expect((await queue.inspect()).lanes?.["bulk"]).toEqual({ waiting: 1, inFlight: 0 });
      const lost = sendJob(queue.js, queue.queue, { id: "x", payload: 1, priority: "whenever" });
      await expect(lost).rejects.toThrow("job x: jobs has no level whenever");
      const plain = await bench(env, { name: "plain" });
      const odd = sendJob(plain.js, plain.queue, { id: "x", payload: 1, priority: "urgent" });
      await expect(odd).rejects.toThrow("job x: the queue plain has no priorities");
    },
  },
  {
    id: "Q-76",
    title: "redelivery, retry and dead letters work in every lane, and the dead letter knows its level",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { lanes: STRICT, ackWaitMs, maxAttempts: 2 });
      await sendEach(queue, { urgent: 1, normal: 1, bulk: 0 });
      await queue.worker("silent", neverEnds);
      await queue.journal.until("job-started");
      await queue.worker("other", (job, run) =>
        firstThen(() => Promise.reject(new Error("no")), succeeds)(
          { ...job, attempt: job.id === "normal-1" ? 1 : 2 },
          run,
        ),
      );
      const moved = await queue.journal.until("job-dead-lettered", 1, "normal-1");
      expect(moved.attempt).toBe(2);
      const again = await queue.journal.until("job-acked", 1, "urgent-1");
      expect([again.attempt, again.worker]).toEqual([2, "other"]);
      const deadLetter = await queue.jsm.streams.getMessage(`${env.namespace}-jobs-dead`, { seq: 1 });
      expect(deadLetter?.header.get("Ackademy-Priority")).toBe("normal");
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
    }),
  },
  {
    id: "Q-77",
    title: "LI3: a worker of a queue with lanes stops at once, and loses nothing",
    async run(env) {
      const queue = await bench(env, { lanes: STRICT });
      const idle = await queue.worker("idle", succeeds, { concurrency: 2 });
      const startedAt = env.clock.now();
      await idle.stop();
      expect(env.clock.now() - startedAt).toBeLessThanOrEqual(soonMs(env));
      await sendEach(queue, { urgent: 3, normal: 3, bulk: 3 });
      const busy = await queue.worker("busy", succeeds, { concurrency: 2 });
      await queue.journal.until("job-acked", 2);
      await busy.stop();
      await queue.settlesAt({ inFlight: 0 });
      await queue.worker("last", succeeds);
      await queue.journal.until("job-acked", 9);
      await queue.settlesAt({ stored: 0 });
    },
  },
];
