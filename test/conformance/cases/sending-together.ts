import { jetstream } from "@nats-io/jetstream";
import { expect } from "vitest";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { PartlySentError, sendTogether } from "../../../engine/queue/send/atomic-batch.ts";
import type { SendOutcome } from "../../../engine/queue/send/send-all.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { NewJob } from "../../../engine/queue/send/new-job.ts";
import { bench, type Bench, type QueueChanges, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { troubled } from "../troubled.ts";

const jobs = (from: number, to: number): NewJob[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ id: `job-${from + n}`, payload: n }));

const atomic = (env: Environment, changes: QueueChanges = {}): Promise<Bench> =>
  bench(env, { atomic: true, storage: "memory", ...changes });

function send(queue: Bench, all: Iterable<NewJob>, js = queue.js): Promise<readonly SendOutcome[]> {
  return sendTogether(js, queue.queue, all, { clock: queue.env.clock, probe: queue.journal.probe("sender") });
}

const told = (outcomes: readonly SendOutcome[]) => outcomes.map((one) => `${one.job} ${one.outcome}`);
const sequences = (outcomes: readonly SendOutcome[]) =>
  outcomes.map((one) => ("streamSequence" in one ? one.streamSequence : null));

/** Jobs of which all are stored or none. */
export const SENDING_TOGETHER: readonly ConformanceCase[] = [
  {
    id: "Q-190",
    title: "all are stored, in their order, with nobody's job between them, and done like any others",
    async run(env) {
      const queue = await atomic(env);
      const [outcomes, others] = await Promise.all([
        send(queue, jobs(1, 100)),
        Promise.all(jobs(101, 150).map((job) => sendJob(queue.js, queue.queue, job))),
      ]);
      const first = sequences(outcomes)[0] ?? 0;
      expect(sequences(outcomes)).toEqual(jobs(1, 100).map((_, n) => first + n));
      expect(told(outcomes)).toEqual(jobs(1, 100).map(({ id }) => `${id} stored`));
      expect(others.every(({ streamSequence: at }) => at < first || at >= first + 100)).toBe(true);
      expect(queue.journal.of("job-stored").map(({ job }) => job)).toEqual(jobs(1, 100).map(({ id }) => id));
      await queue.settlesAt({ stored: 150 });
      await queue.worker("worker", succeeds, { concurrency: 8 });
      await queue.journal.until("job-acked", 150);
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-191",
    title: "where there is no room for all, none is stored; what fits exactly is",
    async run(env) {
      const queue = await atomic(env, { bound: { jobs: 5, overflow: "reject" } });
      await queue.send(2);
      await expect(send(queue, jobs(11, 14))).rejects.toMatchObject({ name: "QueueFullError" });
      expect(queue.journal.of("job-refused")).toHaveLength(4);
      expect(queue.journal.of("job-stored")).toHaveLength(0);
      await queue.settlesAt({ stored: 2 });
      expect(sequences(await send(queue, jobs(11, 13)))).toEqual([3, 4, 5]);
    },
  },
  {
    id: "Q-192",
    title:
      "sent again, all are duplicates; with some sent before and some not, none is stored and the sender is told which",
    async run(env) {
      const queue = await atomic(env);
      const first = await send(queue, jobs(1, 3));
      const again = await send(queue, jobs(1, 3));
      expect(told(again)).toEqual(["job-1 duplicate", "job-2 duplicate", "job-3 duplicate"]);
      expect(sequences(again)).toEqual(sequences(first));
      const mixed = send(queue, jobs(3, 5));
      await expect(mixed).rejects.toThrow("1 of 3 jobs have been sent before (job-3), so none of the others is stored");
      await expect(mixed).rejects.toBeInstanceOf(PartlySentError);
      await queue.settlesAt({ stored: 3 });
    },
  },
  {
    id: "Q-193",
    title: "jobs that cannot be sent together are refused before any has left",
    async run(env) {
      const queue = await atomic(env);
      const [one, two] = jobs(1, 2) as [NewJob, NewJob];
      await expect(send(queue, [one, two, one])).rejects.toThrow("job job-1: is there twice");
      await expect(send(queue, [one, { ...two, delayMs: 5 }])).rejects.toThrow("takes no jobs for later");
      await expect(send(queue, jobs(1, 1_001))).rejects.toThrow("are too many for one atomic batch");
      const plain = await bench(env, { name: "plain" });
      await expect(send(plain, [one])).rejects.toThrow("jobs for queue plain: cannot be one atomic batch");
      expect(await send(queue, [])).toEqual([]);
      expect(queue.journal.of("job-sent")).toHaveLength(0);
      await queue.settlesAt({ stored: 0 });
      const odd = { ...queue.queue, name: "odd", bound: { jobs: 1, overflow: "dead-letter" } as const };
      await expect(declareQueue(queue.jsm, odd)).rejects.toThrow("expected another overflow together with `atomic`");
    },
  },
  {
    id: "Q-194",
    title: "a thousand at once",
    async run(env) {
      const queue = await atomic(env);
      expect(sequences(await send(queue, jobs(1, 1_000)))).toEqual(jobs(1, 1_000).map((_, n) => n + 1));
      await queue.settlesAt({ stored: 1_000 });
    },
  },
  {
    id: "Q-195",
    title: "what had no answer is sent again: what was lost is stored then, what was stored is found to be",
    async run(env) {
      const queue = await atomic(env);
      const lost = jetstream(await troubled(env, new Map([["job-3", "lost"]])));
      expect(told(await send(queue, jobs(1, 3), lost))).toEqual(jobs(1, 3).map(({ id }) => `${id} stored`));
      const unanswered = jetstream(await troubled(env, new Map([["job-6", "unanswered"]])));
      expect(told(await send(queue, jobs(4, 6), unanswered))).toEqual(jobs(4, 6).map(({ id }) => `${id} duplicate`));
      expect(queue.journal.of("job-deduplicated")).toHaveLength(3);
      await queue.settlesAt({ stored: 6 });
    },
  },
  {
    id: "Q-196",
    title: "wait: all of them wait until there is room for all",
    async run(env) {
      const queue = await atomic(env, { bound: { jobs: 3, overflow: "wait", waitMs: 20_000 } });
      await queue.send(2);
      const sending = send(queue, jobs(11, 13));
      await queue.journal.until("job-refused", 3);
      await queue.settlesAt({ stored: 2 });
      await queue.worker("worker", succeeds);
      expect(told(await sending)).toEqual(jobs(11, 13).map(({ id }) => `${id} stored`));
    },
  },
  {
    id: "Q-197",
    title: "each job's own rules go with it: priority, lifetime, a later moment",
    run: whenQuick(300, async (env, delayMs) => {
      const lanes = { kind: "priorities", levels: ["urgent", "bulk"], order: "strict" } as const;
      const queue = await atomic(env, { lanes, schedules: true });
      await send(queue, [
        { id: "late", payload: 1, delayMs, priority: "urgent" },
        { id: "bulk", payload: 2, priority: "bulk", ttlMs: 60_000 },
        { id: "urgent", payload: 3, priority: "urgent" },
      ]);
      await queue.settlesAt({ stored: 3, scheduled: 1 });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 3);
      expect(queue.journal.of("job-delivered").map(({ job: id }) => id)).toEqual(["urgent", "bulk", "late"]);
    }),
  },
];
