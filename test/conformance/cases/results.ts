import { expect } from "vitest";
import { TerminateError, UnrecoverableError } from "../../../engine/queue/errors.ts";
import { Results } from "../../../engine/queue/features/results.ts";
import { ACK_WAIT_MS, bench, type Bench, gate, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

const LONG_ENOUGH_MS = 10_000;

const resultsOf = ({ js, queue }: Bench): Promise<Results> => Results.of(js, queue);

/** What can be known of a job from outside. */
export const RESULTS: readonly ConformanceCase[] = [
  {
    id: "Q-140",
    title: "who sent a job sees it run, hears of its progress, and gets what its handler returned",
    async run(env) {
      const queue = await bench(env, { results: {} });
      const results = await resultsOf(queue);
      expect(await results.read("job-1")).toBeNull();
      const [said, held] = [gate(), gate()];
      await queue.worker("worker", async (_job, run) => {
        await run.progress({ percent: 50 });
        said.open();
        await held.passed;
        return { total: 42 };
      });
      await queue.send(1);
      await said.passed;
      expect(await results.read("job-1")).toMatchObject({ state: "running", attempt: 1, progress: { percent: 50 } });
      const ended = results.ended("job-1", env.clock, LONG_ENOUGH_MS);
      held.open();
      expect(await ended).toMatchObject({ state: "done", result: { total: 42 }, progress: { percent: 50 } });
    },
  },
  {
    id: "Q-141",
    title: "the ends that are no success can be told apart, each with its reason",
    async run(env) {
      const queue = await bench(env, { results: {}, maxAttempts: 2 });
      const results = await resultsOf(queue);
      await queue.worker("worker", (job) => {
        if (job.id === "job-1") throw new UnrecoverableError("no such card");
        if (job.id === "job-2") throw new TerminateError("cancelled");
        throw new Error("no answer");
      });
      await queue.send(3);
      const ends = ["job-1", "job-2", "job-3"].map((job) => results.ended(job, env.clock, LONG_ENOUGH_MS));
      expect((await Promise.all(ends)).map(({ state, attempt, error }) => [state, attempt, error])).toEqual([
        ["dead", 1, "no such card"],
        ["terminated", 1, "cancelled"],
        ["dead", 2, "no answer"],
      ]);
    },
  },
  {
    id: "Q-142",
    title: "TR1: a worker that dies between result and ack leaves the result, and the job is done again",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { results: {}, ackWaitMs });
      const results = await resultsOf(queue);
      const dies = () => new Promise<void>(() => {});
      await queue.send(1);
      await queue.worker("dying", () => Promise.resolve("first"), { onPoint: dies });
      expect(await results.ended("job-1", env.clock, LONG_ENOUGH_MS)).toMatchObject({ result: "first" });
      await queue.settlesAt({ stored: 1 });
      await queue.worker("other", () => Promise.resolve("second"));
      await queue.journal.until("job-acked");
      // TR2: what was done stays done, with what its requester has heard.
      expect(await results.read("job-1")).toMatchObject({ state: "done", result: "first" });
    }),
  },
  {
    id: "Q-143",
    title: "who waits for a job that does not end is told so in time",
    async run(env) {
      const queue = await bench(env, { results: { keepMs: 60_000 } });
      const waiting = (await resultsOf(queue)).ended("job-1", env.clock, 300);
      await expect(waiting).rejects.toMatchObject({ name: "ResultTimeoutError" });
    },
  },
];
