import { expect } from "vitest";
import { DlqOperations } from "../../../engine/queue/dead-letters/operations.ts";
import { UnrecoverableError } from "../../../engine/queue/errors.ts";
import { childrenOf } from "../../../engine/queue/features/dependency-record.ts";
import { sendWithChildren } from "../../../engine/queue/features/dependencies.ts";
import { purgeQueue } from "../../../engine/queue/features/purge.ts";
import { Results } from "../../../engine/queue/features/results.ts";
import { cancelDelayed } from "../../../engine/queue/features/schedules.ts";
import { sendAll } from "../../../engine/queue/send/send-all.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { NewJob } from "../../../engine/queue/send/new-job.ts";
import { createRequester } from "../../../engine/reply/requester.ts";
import { bench, type Bench, fails, gate, LONG_MS, type QueueChanges, serverTimePasses, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { settles } from "../settles.ts";

const HOUR_MS = 3_600_000;
const LONG_ENOUGH_MS = 10_000;

/** A parent of one child, which waits in a queue of its own. */
async function record(env: Environment, changes: QueueChanges, child: Partial<NewJob> = {}) {
  const parents = await bench(env, { name: "albums", dependencies: true });
  const parts = await bench(env, { name: "pictures", ...changes });
  const children = [{ queue: parts.queue, job: { id: "picture", payload: 1, ...child } }];
  const send = () => sendWithChildren(parents.js, parents.queue, { id: "album", payload: "summer" }, children);
  return { parents, parts, send };
}

const endsOf = ({ js, queue }: Bench) => childrenOf(js, queue, "album");

/** Jobs that end where no worker is at them. */
export const ENDINGS: readonly ConformanceCase[] = [
  {
    id: "Q-350",
    title: "a parent is sent when its child is cancelled",
    async run(env) {
      const { parents, parts, send } = await record(env, { schedules: true }, { delayMs: HOUR_MS });
      await send();
      await cancelDelayed(parts.jsm, parts.queue, "picture");
      expect(await endsOf(parents)).toEqual({ picture: { state: "terminated", error: "cancelled" } });
      await parents.settlesAt({ stored: 1 });
    },
  },
  {
    id: "Q-351",
    title: "a parent is sent when its child is purged",
    async run(env) {
      const { parents, parts, send } = await record(env, {});
      await parts.send(2);
      await send();
      expect(await purgeQueue(parts.jsm, parts.queue)).toBe(3);
      expect(await endsOf(parents)).toEqual({ picture: { state: "terminated", error: "purged" } });
      await parents.settlesAt({ stored: 1 });
    },
  },
  {
    id: "Q-352",
    title: "a parent is sent when its child finds its queue full, and is a dead letter at once",
    async run(env) {
      const { parents, parts, send } = await record(env, { bound: { jobs: 1, overflow: "dead-letter" } });
      await parts.send(1);
      await send();
      expect(await endsOf(parents)).toEqual({ picture: { state: "dead", error: "the queue was full" } });
      await parents.settlesAt({ stored: 1 });
      await parts.settlesAt({ stored: 1, deadLetters: 1 });
    },
  },
  {
    id: "Q-353",
    title: "a parent is sent when its child's time is over, as soon as a worker comes to it",
    async run(env) {
      const { parents, parts, send } = await record(env, {}, { ttlMs: 300 });
      await send();
      await serverTimePasses(env, 1_500);
      await parts.settlesAt({ stored: 1 });
      await parts.worker("worker", succeeds);
      await parts.journal.until("job-expired");
      await parts.journal.until("job-acked");
      expect(await endsOf(parents)).toEqual({ picture: { state: "expired" } });
      await parents.settlesAt({ stored: 1 });
      await parts.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-354",
    title: "a child in a queue that drops jobs without a word is refused",
    async run(env) {
      const { send } = await record(env, { bound: { jobs: 1, overflow: "drop-oldest" } });
      await expect(send()).rejects.toMatchObject({ remedy: "Declare that queue with another `overflow`." });
    },
  },
  {
    id: "Q-355",
    title:
      "a parent with its children whose parent died and was discarded can be sent again at once: its children run, and so does it",
    async run(env) {
      const { parents, parts, send } = await record(env, {});
      await parts.worker("worker", succeeds);
      const dying = await parents.worker("dying", () => Promise.reject(new UnrecoverableError("no room")));
      await send();
      await parents.settlesAt({ deadLetters: 1, stored: 0 });
      await dying.stop();
      const operator = await DlqOperations.open(parents.js, parents.queue);
      expect(await operator.discard({}, "we print it again")).toBe(1);
      await send();
      await parents.worker("other", succeeds);
      await parents.journal.until("job-acked", 2, "album");
      await parts.journal.until("job-acked", 2, "picture");
      const forgotten = async () => ({ children: Object.keys(await endsOf(parents)).length });
      await settles(env, forgotten, { children: 0 });
      // Sent once more by somebody who did not hear that it was stored, it is a duplicate and leaves nothing behind.
      await send();
      await settles(env, forgotten, { children: 0 });
      await parents.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-356",
    title: "whoever waits for the result of a job hears that it was cancelled, purged, or found no room",
    async run(env) {
      const later = await bench(env, { name: "later", results: {}, schedules: true });
      await sendJob(later.js, later.queue, { id: "cancelled", payload: 1, delayMs: HOUR_MS });
      await sendAll(later.js, later.queue, [{ id: "purged", payload: 1 }], { clock: env.clock });
      const results = await Results.of(later.js, later.queue);
      expect([await results.read("cancelled"), await results.read("purged")]).toMatchObject([
        { state: "waiting" },
        { state: "waiting" },
      ]);
      await cancelDelayed(later.jsm, later.queue, "cancelled");
      await purgeQueue(later.jsm, later.queue);
      const full = await bench(env, { name: "full", results: {}, bound: { jobs: 1, overflow: "dead-letter" } });
      await full.send(2);
      const ended = (of: Results, job: string) => of.ended(job, env.clock, LONG_ENOUGH_MS);
      expect([
        await ended(results, "cancelled"),
        await ended(results, "purged"),
        await ended(await Results.of(full.js, full.queue), "job-2"),
      ]).toMatchObject([
        { state: "terminated", error: "cancelled" },
        { state: "terminated", error: "purged" },
        { state: "dead", error: "the queue was full" },
      ]);
    },
  },
  {
    id: "Q-357",
    title: "a requester hears at once that its request was purged",
    async run(env) {
      const requests = await bench(env, { name: "requests" });
      const replies = await bench(env, { name: "replies" });
      const web = await createRequester(replies.js, { replyQueue: replies.queue, clock: env.clock });
      const asked = web.request("requests", "ask-1", 1, { timeoutMs: LONG_MS, tries: 3 });
      await requests.settlesAt({ stored: 1 });
      await purgeQueue(requests.jsm, requests.queue);
      expect(await asked).toEqual({ outcome: "failed", reason: "purged", tries: 1 });
      await web.stop();
    },
  },
  {
    id: "Q-358",
    title: "a result belongs to one message: a job that is sent again, or replayed, waits until it has ended itself",
    async run(env) {
      const queue = await bench(env, { results: {}, maxAttempts: 1 });
      const results = await Results.of(queue.js, queue.queue);
      const nightly = (night: number) =>
        sendJob(queue.js, queue.queue, { id: "nightly", payload: night, messageId: `nightly-${night}` });
      const held = gate();
      const worker = await queue.worker("worker", async (job) => {
        if (job.payload === 2) await held.passed;
        if (job.payload === 3) return fails("no paper")(job, undefined as never);
        return job.payload;
      });
      const ended = () => results.ended("nightly", env.clock, LONG_ENOUGH_MS);
      await nightly(1);
      expect(await ended()).toMatchObject({ state: "done", result: 1 });
      await nightly(2);
      expect((await results.read("nightly"))?.state).toMatch(/waiting|running/);
      held.open();
      expect(await ended()).toMatchObject({ state: "done", result: 2 });
      await nightly(3);
      expect(await ended()).toMatchObject({ state: "dead", error: "no paper" });
      await worker.stop();
      const operator = await DlqOperations.open(queue.js, queue.queue);
      await operator.replay(await operator.plan());
      expect(await results.read("nightly")).toMatchObject({ state: "waiting" });
    },
  },
];
