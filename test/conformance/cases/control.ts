import { expect } from "vitest";
import { pauseQueue, resumeQueue } from "../../../engine/queue/features/pause.ts";
import { purgeQueue } from "../../../engine/queue/features/purge.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { TerminateError } from "../../../engine/queue/errors.ts";
import type { Lanes } from "../../../engine/queue/config/lanes.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import {
  ACK_WAIT_MS,
  bench,
  type Bench,
  followInTime,
  gate,
  neverEnds,
  serverTimePasses,
  succeeds,
  untilInTime,
  whenQuick,
} from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

const LEVELS: Lanes = { kind: "priorities", levels: ["urgent", "bulk"], order: "strict" };

const sendTo = (queue: Bench, priority: string) =>
  sendJob(queue.js, queue.queue, { id: `${priority}-1`, payload: 1, priority });

/** What an operator does to a whole queue, and a handler to one job. */
export const CONTROL: readonly ConformanceCase[] = [
  {
    id: "Q-130",
    title: "a paused queue takes jobs and delivers none; resumed, it delivers them in order",
    async run(env) {
      const queue = await bench(env);
      await queue.worker("worker", succeeds);
      await pauseQueue(queue.jsm, queue.queue);
      await queue.send(3);
      await serverTimePasses(env, 200);
      await queue.settlesAt({ stored: 3, waiting: 3, inFlight: 0, paused: true });
      const resumedAt = env.clock.now();
      await resumeQueue(queue.jsm, queue.queue);
      // By itself a real server would look at the pull that waits after half of its time, 2.5 s.
      const first = await queue.journal.until("job-delivered");
      expect(first.at - resumedAt).toBeLessThanOrEqual(env.lateMs);
      await queue.journal.until("job-acked", 3);
      expect(queue.journal.of("job-delivered").map(({ job }) => job)).toEqual(["job-1", "job-2", "job-3"]);
      expect((await queue.inspect()).paused).toBeUndefined();
    },
  },
  {
    id: "Q-131",
    title: "a pause for a time ends by itself; what a worker holds meanwhile it may end",
    async run(env) {
      const queue = await bench(env);
      const held = gate();
      await queue.send(2);
      await queue.worker("worker", (job) => (job.id === "job-1" ? held.passed : Promise.resolve()));
      await queue.journal.until("job-started");
      const pausedAt = env.clock.now();
      await pauseQueue(queue.jsm, queue.queue, 700);
      held.open();
      await queue.journal.until("job-acked", 1, "job-1");
      const next = await queue.journal.until("job-delivered", 1, "job-2");
      expect(next.at - pausedAt).toBeGreaterThanOrEqual(700 - env.earlyMs * 4);
    },
  },
  {
    id: "Q-132",
    title: "what expires while the queue is paused comes back when it is resumed; lanes are paused all together",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { lanes: LEVELS, ackWaitMs });
      await sendTo(queue, "urgent");
      await queue.worker("silent", neverEnds);
      await queue.journal.until("job-started");
      await pauseQueue(queue.jsm, queue.queue);
      await sendTo(queue, "bulk");
      await queue.worker("other", succeeds);
      await serverTimePasses(env, ackWaitMs + 100);
      expect(queue.journal.of("job-delivered")).toHaveLength(1);
      await resumeQueue(queue.jsm, queue.queue);
      await queue.journal.until("job-acked", 2);
      expect((await queue.journal.until("job-delivered", 2, "urgent-1")).attempt).toBe(2);
    }),
  },
  {
    id: "Q-133",
    title: "a queue that is paused can be declared again, and stays paused",
    async run(env) {
      const queue = await bench(env);
      await pauseQueue(queue.jsm, queue.queue);
      await declareQueue(queue.jsm, queue.queue);
      await queue.settlesAt({ paused: true });
    },
  },
  {
    id: "Q-134",
    title: "a purge deletes what waits and what is in flight; a worker that is at it ends in peace",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { ackWaitMs });
      const held = gate();
      await queue.send(3);
      await queue.worker("busy", () => held.passed);
      await queue.journal.until("job-started");
      expect(await purgeQueue(queue.jsm, queue.queue)).toBe(3);
      await queue.settlesAt({ stored: 0, waiting: 0 });
      held.open();
      await queue.journal.until("job-ack-sent");
      await queue.send(1, 4);
      await queue.journal.until("job-acked", 1, "job-4");
      expect(queue.journal.of("job-delivered").map(({ job }) => job)).toEqual(["job-1", "job-4"]);
      await queue.settlesAt({ stored: 0, inFlight: 0 });
    }),
  },
  {
    id: "Q-135",
    title: "one level of priorities is purged, and the others stay",
    async run(env) {
      const queue = await bench(env, { lanes: LEVELS });
      await sendTo(queue, "urgent");
      await sendTo(queue, "bulk");
      expect(await purgeQueue(queue.jsm, queue.queue, { priority: "bulk" })).toBe(1);
      await queue.settlesAt({ stored: 1, waiting: 1 });
      await expect(purgeQueue(queue.jsm, queue.queue, { priority: "none" })).rejects.toThrow("has no level none");
    },
  },
  {
    id: "Q-136",
    title: "a job that is terminated is deleted, leaves no dead letter, and the server says so to who listens",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      for (const lanes of [undefined, LEVELS]) {
        const name = lanes === undefined ? "plain" : "lanes";
        const queue = await bench(env, { name, ackWaitMs, ...(lanes === undefined ? {} : { lanes }) });
        const listener = await env.connect("listener");
        const reasons: unknown[] = [];
        const heard = gate();
        listener.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.${env.namespace}-${name}.>`, {
          callback: (_error, message) => {
            reasons.push(message.json<{ reason: string }>().reason);
            heard.open();
          },
        });
        await listener.flush();
        await queue.send(1);
        await queue.worker("worker", () => Promise.reject(new TerminateError("the order was cancelled")));
        const { terminated } = await queue.journal.until("job-acked");
        await heard.passed;
        expect([terminated, ...reasons]).toEqual(["the order was cancelled", "the order was cancelled"]);
        await queue.settlesAt({ stored: 0, inFlight: 0, deadLetters: 0 });
      }
    }),
  },
  {
    id: "Q-137",
    title: "an id is forgotten when the deduplication window is over: sent again, it is another job",
    run: (env) => untilInTime(env, 500, forgetsAnId),
  },
];

async function forgetsAnId(env: Environment, windowMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { dedupWindowMs: windowMs });
  const isDuplicate = async () => (await sendJob(queue.js, queue.queue, { id: "job", payload: 1 })).duplicate;
  const begun = env.clock.now();
  expect(await isDuplicate()).toBe(false);
  const again = await isDuplicate();
  if (!followInTime(env, windowMs, [begun, env.clock.now()])) return "too late";
  expect(again).toBe(true);
  await serverTimePasses(env, windowMs + FORGETS_WITHIN_MS);
  expect(await isDuplicate()).toBe(false);
  await queue.settlesAt({ stored: 2 });
  return "in time";
}

/** How long after the window a real server may look at its ids. */
const FORGETS_WITHIN_MS = 700;
