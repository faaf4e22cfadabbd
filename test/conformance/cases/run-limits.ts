import { expect } from "vitest";
import { Results } from "../../../engine/queue/features/results.ts";
import type { EngineFailure } from "../../../engine/kernel/engine-failure.ts";
import { bench, gate, neverEnds, serverTimePasses, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

const DAY_MS = 24 * 3_600_000;

/** How long a run, a stop and a timer may last. */
export const RUN_LIMITS: readonly ConformanceCase[] = [
  {
    id: "Q-260",
    title: "a run ends after timeoutMs though heartbeats keep its job: it has failed, and its signal says why",
    run: whenQuick(300, async (env, ackWaitMs) => {
      const queue = await bench(env, { ackWaitMs, maxAttempts: 2 });
      const timeoutMs = (5 * ackWaitMs) / 3;
      const reasons: unknown[] = [];
      await queue.worker(
        "worker",
        (job, run) => {
          run.signal.addEventListener("abort", () => reasons.push((run.signal.reason as Error).name));
          return neverEnds(job, run);
        },
        { heartbeatMs: ackWaitMs / 6, timeoutMs },
      );
      await queue.send(1);
      const started = await queue.journal.until("job-started");
      const failed = await queue.journal.until("job-failed");
      expect(failed.at - started.at).toBeGreaterThanOrEqual(timeoutMs - env.earlyMs);
      expect(failed.error).toBe(`job-1 did not end within ${timeoutMs} ms (timeoutMs)`);
      await queue.journal.until("job-dead-lettered");
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      expect(queue.journal.of("job-started")).toHaveLength(2);
      expect(reasons).toEqual(["RunTimeoutError", "RunTimeoutError"]);
      const beats = queue.journal.of("job-in-progress").length;
      await serverTimePasses(env, 200);
      expect(queue.journal.of("job-in-progress")).toHaveLength(beats);
    }),
  },
  {
    id: "Q-261",
    title: "W4: stop ends in its time though a handler hangs; the job goes to another, and the failure is reported",
    async run(env) {
      const queue = await bench(env);
      const failures: EngineFailure[] = [];
      const onError = (failure: EngineFailure) => void failures.push(failure);
      const late = gate();
      let isAborted = false;
      const hanging = await queue.worker(
        "hanging",
        async (_job, run) => {
          await late.passed;
          isAborted = run.signal.aborted;
        },
        { stopWithinMs: 200, heartbeatMs: 50, onError },
      );
      await queue.send(1);
      await queue.journal.until("job-started");
      const startedAt = env.clock.now();
      await hanging.stop();
      await hanging.ended;
      expect(env.clock.now() - startedAt).toBeGreaterThanOrEqual(200 - env.earlyMs);
      await queue.worker("other", succeeds);
      const done = await queue.journal.until("job-acked");
      expect([done.worker, done.attempt]).toEqual(["other", 2]);
      late.open();
      await queue.settlesAt({ stored: 0 });
      expect(isAborted).toBe(true);
      expect(queue.journal.of("job-acked")).toHaveLength(1);
      expect(failures.map(({ where, step, error }) => `${where}: ${step}: ${error.name}`)).toEqual([
        "queue jobs, job job-1: stop in time: StopTimeoutError",
      ]);
    },
  },
  {
    id: "Q-262",
    title: "what is to wait for a month waits: for a result, for a heartbeat, for a run's limit",
    async run(env) {
      const queue = await bench(env, { results: {} });
      const held = gate();
      const long = { heartbeatMs: 25 * DAY_MS, timeoutMs: 30 * DAY_MS, stopWithinMs: 30 * DAY_MS };
      const worker = await queue.worker("patient", () => held.passed, long);
      await queue.send(1);
      await queue.journal.until("job-started");
      const ended = (await Results.of(queue.js, queue.queue)).ended("job-1", env.clock, 30 * DAY_MS);
      await serverTimePasses(env, 200);
      expect(queue.journal.of("job-in-progress")).toEqual([]);
      const stopping = worker.stop();
      held.open();
      expect(await ended).toMatchObject({ state: "done" });
      await stopping;
    },
  },
  {
    id: "Q-263",
    title: "a time limit that is none is refused before the worker starts",
    async run(env) {
      const queue = await bench(env);
      for (const limit of [
        { timeoutMs: 0 },
        { timeoutMs: Number.NaN },
        { timeoutMs: Infinity },
        { stopWithinMs: -1 },
      ]) {
        await expect(queue.worker("worker", succeeds, limit)).rejects.toThrow(Object.keys(limit)[0]);
      }
    },
  },
];
