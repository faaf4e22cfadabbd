import { headers } from "@nats-io/nats-core";
import { expect } from "vitest";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import type { EngineFailure } from "../../../engine/kernel/engine-failure.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import { DlqOperations } from "../../../engine/queue/dead-letters/operations.ts";
import { UnrecoverableError } from "../../../engine/queue/errors.ts";
import { childrenOf } from "../../../engine/queue/features/dependency-record.ts";
import { sendWithChildren } from "../../../engine/queue/features/dependencies.ts";
import { Results } from "../../../engine/queue/features/results.ts";
import { sendAll } from "../../../engine/queue/send/send-all.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { bench, fails, succeeds } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

const MEGABYTE = 1_048_576;

function failures(): { readonly told: EngineFailure[]; readonly onError: (failure: EngineFailure) => void } {
  const told: EngineFailure[] = [];
  return { told, onError: (failure) => void told.push(failure) };
}

/** The longest text that `send` takes as the payload of this job. */
function longest(job: string): number {
  const header = headers();
  header.set("Ackademy-Job", job);
  const lines = header.keys().map((key) => `${key}: ${header.get(key)}\r\n`);
  return MEGABYTE - 8_192 - `NATS/1.0\r\n${lines.join("")}\r\n`.length - 2;
}

/** What the engine stores fits where it is stored; where a step of its own fails all the same, it says so. */
export const ENGINE_FAILURES: readonly ConformanceCase[] = [
  {
    id: "Q-250",
    title: "whatever a handler throws, its job is a dead letter at once, with the reason on one line that fits",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 1 });
      const thrown: ReadonlyMap<string, readonly [unknown, string]> = new Map<string, readonly [unknown, string]>([
        ["job-1", [new UnrecoverableError("declined\nsee the log"), "declined | see the log"]],
        ["job-2", [new Error("one\r\ntwo"), "one | two"]],
        ["job-3", [{ code: 4 }, '{"code":4}']],
        ["job-4", [new AggregateError([new Error("a"), new Error("b")]), "2 errors: a; b"]],
        ["job-5", [new Error("not sent", { cause: new Error("closed") }), "not sent (cause: closed)"]],
        ["job-6", [new Error("x".repeat(1_200_000)), "… (cut: the text has 1200000 characters)"]],
      ]);
      const { told, onError } = failures();
      await queue.worker("worker", (job) => Promise.reject(thrown.get(job.id)?.[0]), { onError });
      await queue.send(6);
      await queue.settlesAt({ stored: 0, deadLetters: 6 });
      for (const [job, [, reason]] of thrown) {
        const [deadLetter] = queue.journal.of("job-dead-lettered", job);
        expect(deadLetter?.reason.slice(-reason.length)).toBe(reason);
        expect(queue.journal.of("job-started", job)).toHaveLength(1);
      }
      expect(told).toEqual([]);
    },
  },
  {
    id: "Q-251",
    title: "an UnrecoverableError of two lines ends a job that is tried for ever, after one run",
    async run(env) {
      const queue = await bench(env, { maxAttempts: null });
      await queue.worker("worker", () => Promise.reject(new UnrecoverableError("declined\nsee the log")));
      await queue.send(1);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      expect(queue.journal.of("job-started")).toHaveLength(1);
    },
  },
  {
    id: "Q-252",
    title: "the largest job that can be sent can be a dead letter, replayed and discarded; a larger one is refused",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 1 });
      const payload = "x".repeat(longest("job-1"));
      await sendJob(queue.js, queue.queue, { id: "job-1", payload });
      const larger = { id: "job-2", payload: `${payload}x` };
      await expect(sendJob(queue.js, queue.queue, larger)).rejects.toThrow(BadInputError);
      await expect(sendAll(queue.js, queue.queue, [larger], { clock: env.clock })).rejects.toMatchObject({
        outcomes: [{ job: "job-2", outcome: "refused" }],
      });
      await queue.worker("worker", fails("€".repeat(5_000)));
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      const operator = await DlqOperations.open(queue.js, queue.queue);
      const edit = () => "x".repeat(MEGABYTE);
      await expect(operator.plan({}, { edit })).rejects.toThrow(/^dead letter 1 after its edit: cannot be stored/);
      expect(await operator.replay(await operator.plan())).toBe(1);
      await queue.journal.until("job-dead-lettered", 2);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      expect(await operator.discard({}, "too large\nto keep")).toBe(1);
      expect((await operator.history()).at(-1)).toMatchObject({ type: "discarded", text: JSON.stringify(payload) });
      await queue.settlesAt({ deadLetters: 0 });
    },
  },
  {
    id: "Q-253",
    title: "DK3: a large dead letter full of quotes, with headers of its own, is discarded with a copy",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 1 });
      const payload = { said: '"'.repeat(360_000) };
      await sendJob(queue.js, queue.queue, {
        id: "job-1",
        payload,
        headers: { Tenant: '"acme"', Note: '"'.repeat(9_000) },
      });
      await queue.worker("worker", fails("no"));
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      const operator = await DlqOperations.open(queue.js, queue.queue, { by: "ann" });
      expect(await operator.discard({}, "test")).toBe(1);
      const [entry] = await operator.history();
      expect(entry).toMatchObject({ type: "discarded", deadLetter: 1, job: "job-1", by: "ann", reason: "test" });
      expect(entry).toMatchObject({
        text: JSON.stringify(payload),
        headers: { Tenant: ['"acme"'], Note: ['"'.repeat(9_000)] },
      });
    },
  },
  {
    id: "Q-254",
    title: "a result that cannot be stored is left out: the job is done, once, and who asks hears why",
    async run(env) {
      const queue = await bench(env, { results: {}, maxAttempts: 3 });
      const { told, onError } = failures();
      const circular: Record<string, unknown> = {};
      circular["self"] = circular;
      const returned: Record<string, unknown> = { "job-1": 5n, "job-2": circular, "job-3": "x".repeat(1_200_000) };
      await queue.worker("worker", (job) => Promise.resolve(returned[job.id] as JsonValue), { onError });
      await queue.send(3);
      await queue.settlesAt({ stored: 0, deadLetters: 0 });
      const results = await Results.of(queue.js, queue.queue);
      for (const job of Object.keys(returned)) {
        const status = await results.read(job);
        expect(status?.state).toBe("done");
        expect(status?.error).toMatch(/^its result is not kept: it (is not JSON|has 1200002 bytes)/);
        expect(queue.journal.of("job-started", job)).toHaveLength(1);
      }
      expect(told.map(({ step, retryInMs }) => [step, retryInMs])).toEqual(
        told.map(() => ["store the job's result", null]),
      );
      expect(told).toHaveLength(3);
      expect(queue.journal.of("engine-step-failed")).toHaveLength(3);
    },
  },
  {
    id: "Q-255",
    title: "progress that cannot be stored is the handler's error; with it a result has the room that it needs",
    async run(env) {
      const queue = await bench(env, { results: {}, maxAttempts: 1 });
      await queue.worker("worker", async (job, run) => {
        await run.progress(job.id === "job-1" ? ("x".repeat(1_200_000) as JsonValue) : "y".repeat(600_000));
        return "z".repeat(600_000);
      });
      await queue.send(2);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      const results = await Results.of(queue.js, queue.queue);
      expect((await results.read("job-1"))?.error).toMatch(/^the progress of job job-1: cannot be stored/);
      expect(await results.read("job-2")).toMatchObject({ state: "done", result: "z".repeat(600_000) });
    },
  },
  {
    id: "Q-256",
    title:
      "a parent with its children whose children return more than its record holds is told that they are done, and its parent comes",
    async run(env) {
      const queue = await bench(env, { dependencies: true });
      const children = [1, 2, 3].map((n) => ({ queue: queue.queue, job: { id: `child-${n}`, payload: {} } }));
      await sendWithChildren(queue.js, queue.queue, { id: "parent", payload: {} }, children);
      await queue.worker("worker", async (job) => {
        if (job.id !== "parent") return "x".repeat(500_000);
        const ended = Object.values(await childrenOf(queue.js, queue.queue, "parent"));
        expect(ended.map((end) => end?.state)).toEqual(["done", "done", "done"]);
        expect(ended.filter((end) => end?.state === "done" && end.result !== undefined)).toHaveLength(2);
        return "seen";
      });
      await queue.journal.until("job-acked", 1, "parent");
      expect(queue.journal.of("job-started")).toHaveLength(4);
    },
  },
  {
    id: "Q-257",
    title: "W5: a step of the engine's own that fails is recorded and reported, and the job comes again by itself",
    async run(env) {
      const queue = await bench(env, { results: {} });
      const { told, onError } = failures();
      await queue.worker("worker", succeeds, { onError });
      await queue.jsm.streams.delete(`KV_${namesOf(queue.queue).resultBucket}`);
      // The job is stored, and its sender is told that its state is not.
      await expect(queue.send(1)).rejects.toThrow("stream not found");
      const nacked = await queue.journal.until("job-nacked");
      expect([nacked.reason, nacked.delayMs]).toEqual(["engine-failed", 1_000]);
      const [failed] = queue.journal.of("engine-step-failed");
      expect(failed).toMatchObject({ where: "queue jobs, job job-1", step: "store the job's state", retryInMs: 1_000 });
      expect(told[0]).toMatchObject({
        where: "queue jobs, job job-1",
        step: "store the job's state",
        retryInMs: 1_000,
      });
      await declareQueue(queue.jsm, queue.queue);
      await queue.journal.until("job-acked");
      await queue.settlesAt({ stored: 0 });
    },
  },
];
