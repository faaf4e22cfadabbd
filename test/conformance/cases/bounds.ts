import { expect } from "vitest";
import type { Bound } from "../../../engine/queue/config/bound.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { bench, type Bench, gate, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

const bounded = (env: Environment, bound: Bound): Promise<Bench> => bench(env, { bound });

/** Sends one job and writes what its sender hears into the journal. */
function sendAs(queue: Bench, id: string): ReturnType<typeof sendJob> {
  return sendJob(queue.js, queue.queue, { id, payload: id }, queue.journal.probe("sender"));
}

/** What becomes of a job for which there is no room. */
export const BOUNDS: readonly ConformanceCase[] = [
  {
    id: "Q-80",
    title: "reject: the sender of one job too many is told, nothing is stored, and after an ack there is room again",
    async run(env) {
      const queue = await bounded(env, { jobs: 2, overflow: "reject" });
      await queue.send(2);
      await expect(sendAs(queue, "third")).rejects.toMatchObject({ name: "QueueFullError" });
      expect(queue.journal.of("job-refused").map(({ job }) => job)).toEqual(["third"]);
      await queue.settlesAt({ stored: 2, deadLetters: 0 });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 2);
      await queue.settlesAt({ stored: 0 });
      expect((await sendAs(queue, "third")).duplicate).toBe(false);
      await queue.journal.until("job-acked", 1, "third");
    },
  },
  {
    id: "Q-81",
    title: "reject: what is stored already is no job too many: its sender hears of a duplicate, not of a full queue",
    async run(env) {
      const queue = await bounded(env, { jobs: 1, overflow: "reject" });
      await sendAs(queue, "first");
      expect((await sendAs(queue, "first")).duplicate).toBe(true);
    },
  },
  {
    id: "Q-82",
    title: "wait: the sender is held until there is room, and then stores",
    async run(env) {
      const queue = await bounded(env, { jobs: 1, overflow: "wait", waitMs: 10_000 });
      await queue.send(1);
      const sending = sendAs(queue, "second");
      await queue.journal.until("job-refused");
      await queue.settlesAt({ stored: 1 });
      await queue.worker("worker", succeeds);
      expect((await sending).duplicate).toBe(false);
      await queue.journal.until("job-acked", 1, "second");
    },
  },
  {
    id: "Q-83",
    title: "wait: a sender that finds no room in its time is told, and not before",
    async run(env) {
      const queue = await bounded(env, { jobs: 1, overflow: "wait", waitMs: 250 });
      await queue.send(1);
      const before = env.clock.now();
      await expect(sendAs(queue, "second")).rejects.toMatchObject({ name: "QueueFullError" });
      expect(env.clock.now() - before).toBeGreaterThanOrEqual(250 - env.earlyMs);
      await queue.settlesAt({ stored: 1 });
    },
  },
  {
    id: "Q-84",
    title:
      "dead-letter: one job too many is among the dead letters at once, with the reason, and once however often sent",
    async run(env) {
      const queue = await bounded(env, { jobs: 1, overflow: "dead-letter" });
      await queue.send(1);
      expect(await sendAs(queue, "second")).toMatchObject({ deadLettered: true, duplicate: false });
      expect(await sendAs(queue, "second")).toMatchObject({ deadLettered: true, duplicate: true });
      await queue.settlesAt({ stored: 1, deadLetters: 1 });
      const deadLetter = await queue.jsm.streams.getMessage(`${env.namespace}-jobs-dead`, { seq: 1 });
      expect(deadLetter?.header.get("Ackademy-Dead-Reason")).toBe("the queue was full");
      expect(deadLetter?.json()).toBe("second");
    },
  },
  {
    id: "Q-85",
    title: "drop-oldest: the newest are kept, the oldest is gone even while a worker is at it, and nobody is told",
    async run(env) {
      const queue = await bounded(env, { jobs: 2, overflow: "drop-oldest" });
      const held = gate();
      await queue.send(2);
      await queue.worker("busy", (job) => (job.id === "job-1" ? held.passed : Promise.resolve()));
      await queue.journal.until("job-started");
      await queue.send(1, 3);
      await queue.settlesAt({ stored: 2 });
      held.open();
      await queue.journal.until("job-acked", 1, "job-3");
      expect(queue.journal.of("job-acked").map(({ job }) => job)).toEqual(["job-1", "job-2", "job-3"]);
      await queue.settlesAt({ stored: 0, deadLetters: 0 });
    },
  },
  {
    id: "Q-86",
    title: "a bound in bytes counts whole messages; a bound that makes no sense is refused with what would",
    async run(env) {
      const queue = await bounded(env, { bytes: 1_000, overflow: "reject" });
      const big = "x".repeat(600);
      await sendJob(queue.js, queue.queue, { id: "one", payload: big });
      const second = sendJob(queue.js, queue.queue, { id: "two", payload: big });
      await expect(second).rejects.toMatchObject({ name: "QueueFullError" });
      const boundless = { ...queue.queue, name: "odd", bound: { overflow: "reject" } as const };
      await expect(declareQueue(queue.jsm, boundless)).rejects.toThrow("expected a limit: jobs or bytes");
      const later = { ...queue.queue, name: "odd", schedules: true };
      await expect(declareQueue(queue.jsm, later)).rejects.toThrow("expected none together with `schedules`");
    },
  },
];
