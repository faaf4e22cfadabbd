import { expect } from "vitest";
import { RetryAfterError, UnrecoverableError } from "../../../engine/queue/errors.ts";
import { retryDelayMs } from "../../../engine/queue/config/retry.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { bench, type Bench, fails, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** Each return of a job came no earlier than its nak had asked for. */
function expectDelayed(env: Environment, queue: Bench, delaysMs: readonly number[]): void {
  const naks = queue.journal.of("job-nacked");
  expect(naks.map(({ delayMs }) => delayMs)).toEqual(delaysMs);
  const returns = queue.journal.of("job-delivered").slice(1);
  naks.forEach(({ at, delayMs }, n) =>
    expect((returns[n]?.at ?? 0) - at).toBeGreaterThanOrEqual(delayMs - env.earlyMs),
  );
}

/** When a failed job is tried again, and when no more: said by its queue, by itself, or by what its handler throws. */
export const RETRYING: readonly ConformanceCase[] = [
  {
    id: "Q-50",
    title: "a list holds back by one delay an attempt, its last one for all that follow",
    async run(env) {
      const queue = await bench(env, { retry: { kind: "list", delaysMs: [40, 160] }, maxAttempts: 4 });
      await queue.worker("worker", fails("no"));
      await queue.send(1);
      await queue.journal.until("job-dead-lettered");
      expectDelayed(env, queue, [40, 160, 160]);
    },
  },
  {
    id: "Q-51",
    title: "jitter spreads what failed together, each within its delay and the same every time",
    async run(env) {
      const retry = { kind: "fixed", delayMs: 200, jitter: "full" } as const;
      const queue = await bench(env, { retry, maxAttempts: 2 });
      await queue.worker("worker", fails("no"), { concurrency: 5 });
      await queue.send(5);
      await queue.journal.until("job-dead-lettered", 5);
      const naks = queue.journal.of("job-nacked");
      expect(naks.map(({ delayMs }) => delayMs)).toEqual(naks.map(({ job }) => retryDelayMs(retry, 1, job)));
      expect(new Set(naks.map(({ delayMs }) => delayMs)).size).toBeGreaterThan(3);
    },
  },
  {
    id: "Q-52",
    title: "a job brings a policy and a number of attempts of its own; its neighbours keep the queue's",
    async run(env) {
      const queue = await bench(env, { retry: { kind: "fixed", delayMs: 30 }, maxAttempts: 2 });
      const own = { retry: { kind: "list", delaysMs: [70, 80] }, maxAttempts: 3 } as const;
      await sendJob(queue.js, queue.queue, { id: "own", payload: 1, ...own });
      await queue.send(1);
      await queue.worker("worker", fails("no"));
      await queue.journal.until("job-dead-lettered", 2);
      const delaysOf = (job: string) => queue.journal.of("job-nacked", job).map(({ delayMs }) => delayMs);
      expect([delaysOf("own"), delaysOf("job-1")]).toEqual([[70, 80], [30]]);
      expect(queue.journal.of("job-dead-lettered", "own")[0]?.attempt).toBe(3);
    },
  },
  {
    id: "Q-53",
    title: "what no retry can help is dead-lettered at once",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 5 });
      await queue.worker("worker", () => Promise.reject(new UnrecoverableError("the card is stolen")));
      await queue.send(1);
      const moved = await queue.journal.until("job-dead-lettered");
      expect([moved.attempt, moved.reason]).toEqual([1, "the card is stolen"]);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
    },
  },
  {
    id: "Q-54",
    title: "a handler that knows when to try again says so",
    async run(env) {
      const queue = await bench(env, { retry: { kind: "fixed", delayMs: 5_000 } });
      await queue.worker("worker", (job) =>
        job.attempt === 1 ? Promise.reject(new RetryAfterError(60, "busy")) : Promise.resolve(),
      );
      await queue.send(1);
      await queue.journal.until("job-acked");
      expectDelayed(env, queue, [60]);
    },
  },
  {
    id: "Q-55",
    title: "a job whose rules cannot be read is dead-lettered unworked, and says why",
    async run(env) {
      const queue = await bench(env);
      const headers = { "Ackademy-Retry": '{"kind":"whenever"}' };
      await sendJob(queue.js, queue.queue, { id: "odd", payload: 1, headers });
      await queue.worker("worker", succeeds);
      const moved = await queue.journal.until("job-dead-lettered");
      const expected = 'kind: found "whenever", expected "fixed" or "exponential" or "list"';
      expect(moved.reason).toBe(`header Ackademy-Retry: ${expected}`);
      expect(queue.journal.of("job-started")).toEqual([]);
    },
  },
];
