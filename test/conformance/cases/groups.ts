import { expect } from "vitest";
import { partitionOf } from "../../../engine/queue/lanes.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { ACK_WAIT_MS, bench, type Bench, gate, neverEnds, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

/** The two groups are in different partitions of four. */
const PARTITIONS = 4;
const [ANN, BEN] = ["ann", "bob"] as const;

async function sendTo(queue: Bench, group: string, count: number, from = 1): Promise<void> {
  for (let n = from; n < from + count; n++) {
    await sendJob(queue.js, queue.queue, { id: `${group}-${n}`, payload: n, group });
  }
}

const startedOf = (queue: Bench, group: string) =>
  queue.journal
    .of("job-started")
    .filter(({ job }) => job.startsWith(`${group}-`))
    .map(({ job, attempt }) => `${job.slice(group.length + 1)}${attempt > 1 ? ` again` : ""}`);

/** Strict order within a group, whatever happens to its jobs; parallel across groups. */
export const GROUPS: readonly ConformanceCase[] = [
  {
    id: "Q-100",
    title: "jobs of a group are done one after the other and in order, by however many workers",
    async run(env) {
      const queue = await bench(env, { lanes: { kind: "groups", partitions: PARTITIONS } });
      const running = new Map<string, number>();
      const most = new Map<string, number>();
      for (const name of ["a", "b", "c"]) {
        await queue.worker(
          name,
          async (job) => {
            const [group = ""] = job.id.split("-");
            running.set(group, (running.get(group) ?? 0) + 1);
            most.set(group, Math.max(most.get(group) ?? 0, running.get(group) ?? 0));
            await env.stagger(3);
            running.set(group, (running.get(group) ?? 0) - 1);
          },
          { concurrency: 2 },
        );
      }
      await Promise.all([sendTo(queue, ANN, 8), sendTo(queue, BEN, 8)]);
      await queue.journal.until("job-acked", 16);
      const inOrder = Array.from({ length: 8 }, (_, n) => String(n + 1));
      expect(startedOf(queue, ANN)).toEqual(inOrder);
      expect(startedOf(queue, BEN)).toEqual(inOrder);
      expect([...most.values()]).toEqual([1, 1]);
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-101",
    title: "one group that is stuck does not hold up another",
    async run(env) {
      expect(partitionOf(ANN, PARTITIONS)).not.toBe(partitionOf(BEN, PARTITIONS));
      const queue = await bench(env, { lanes: { kind: "groups", partitions: PARTITIONS } });
      const held = gate();
      await sendTo(queue, ANN, 2);
      await queue.worker("one", (job) => (job.id === "ann-1" ? held.passed : Promise.resolve()));
      await queue.worker("two", succeeds);
      await queue.journal.until("job-started", 1, "ann-1");
      await sendTo(queue, BEN, 3);
      await queue.journal.until("job-acked", 3);
      expect(startedOf(queue, ANN)).toEqual(["1"]);
      held.open();
      await queue.journal.until("job-acked", 1, "ann-2");
      expect(queue.journal.of("job-delivered").every(({ attempt }) => attempt === 1)).toBe(true);
    },
  },
  {
    id: "Q-102",
    title: "a job that failed is tried again before the next of its group",
    async run(env) {
      const retry = { kind: "fixed", delayMs: 120 } as const;
      const queue = await bench(env, { lanes: { kind: "groups", partitions: PARTITIONS }, retry });
      await sendTo(queue, ANN, 3);
      for (const name of ["a", "b"]) {
        await queue.worker(name, (job) =>
          job.id === "ann-1" && job.attempt < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve(),
        );
      }
      await queue.journal.until("job-acked", 3);
      expect(startedOf(queue, ANN)).toEqual(["1", "1 again", "1 again", "2", "3"]);
    },
  },
  {
    id: "Q-103",
    title: "a worker that dies holds its group up until the visibility timeout, and the order stays",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { lanes: { kind: "groups", partitions: PARTITIONS }, ackWaitMs });
      await sendTo(queue, ANN, 3);
      await queue.worker("silent", neverEnds);
      const first = await queue.journal.until("job-started");
      await queue.worker("other", succeeds);
      await queue.journal.until("job-acked", 3);
      expect(startedOf(queue, ANN)).toEqual(["1", "1 again", "2", "3"]);
      const again = queue.journal.of("job-delivered", "ann-1")[1];
      expect((again?.at ?? 0) - first.at).toBeGreaterThanOrEqual(ackWaitMs - env.earlyMs - 20);
    }),
  },
  {
    id: "Q-104",
    title: "a job that is given up makes way for the next of its group",
    async run(env) {
      const queue = await bench(env, { lanes: { kind: "groups", partitions: PARTITIONS }, maxAttempts: 2 });
      await sendTo(queue, ANN, 2);
      await queue.worker("worker", (job) =>
        job.id === "ann-1" ? Promise.reject(new Error("never")) : Promise.resolve(),
      );
      await queue.journal.until("job-acked", 1, "ann-2");
      expect(startedOf(queue, ANN)).toEqual(["1", "1 again", "2"]);
      const deadLetter = await queue.jsm.streams.getMessage(`${env.namespace}-jobs-dead`, { seq: 1 });
      expect(deadLetter?.header.get("Ackademy-Group")).toBe(ANN);
    },
  },
];
