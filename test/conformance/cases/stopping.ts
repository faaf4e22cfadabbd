import { expect } from "vitest";
import type { EngineFailure } from "../../../engine/kernel/engine-failure.ts";
import { deleteQueue } from "../../../engine/queue/declare/declare.ts";
import { SourceGoneError } from "../../../engine/queue/work/outage.ts";
import { bench, type BenchWorker, gate, soonMs, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** How a worker leaves: nothing of what it held waits for a visibility timeout (here far longer than any case). */
export const STOPPING: readonly ConformanceCase[] = [
  {
    id: "Q-40",
    title: "W4: a worker that is stopped lets its running job end, and takes no other",
    async run(env) {
      const queue = await bench(env);
      const held = gate();
      const worker = await queue.worker("leaving", () => held.passed);
      await queue.send(2);
      await queue.journal.until("job-started");
      let stopped = false;
      const stopping = worker.stop().then(() => (stopped = true));
      await queue.settlesAt({ stored: 2, waiting: 1, inFlight: 1 });
      expect(stopped).toBe(false);
      held.open();
      await stopping;
      expect(queue.journal.of("job-acked").map(({ job }) => job)).toEqual(["job-1"]);
      await queue.settlesAt({ stored: 1, waiting: 1, inFlight: 0 });
    },
  },
  {
    id: "Q-41",
    title: "W4: what a stopped worker had prefetched is handed back at once, and another gets it as delivery 2",
    async run(env) {
      const queue = await bench(env);
      const held = gate();
      const worker = await queue.worker("leaving", () => held.passed, { concurrency: 1, prefetch: 3 });
      await queue.send(4);
      await queue.journal.until("job-delivered", 4);
      const stopping = worker.stop();
      const handedBack = await queue.journal.until("job-nacked", 3);
      await queue.worker("other", succeeds);
      const last = await queue.journal.until("job-acked", 3);
      expect(last.at - handedBack.at).toBeLessThanOrEqual(soonMs(env));
      held.open();
      await stopping;
      await queue.settlesAt({ stored: 0 });
      const order = queue.journal.of("job-acked").map(({ job, attempt, worker: name }) => `${job} ${attempt} ${name}`);
      expect(order.sort()).toEqual(["job-1 1 leaving", "job-2 2 other", "job-3 2 other", "job-4 2 other"]);
    },
  },
  {
    id: "Q-42",
    title: "FE3: a job on its way while the pull is cancelled is done or handed back at once, whatever the timing",
    run: (env) => stopsWhileOneComes(env, {}),
  },
  {
    id: "Q-43",
    title: "stopping an idle worker, or one that is stopped already, ends at once",
    async run(env) {
      const queue = await bench(env);
      const worker = await queue.worker("idle", succeeds);
      await pullIsWaiting(queue);
      const startedAt = env.clock.now();
      await worker.stop();
      await worker.stop();
      await worker.ended;
      expect(env.clock.now() - startedAt).toBeLessThanOrEqual(soonMs(env));
      await queue.send(1);
      await queue.settlesAt({ stored: 1, waiting: 1, inFlight: 0 });
    },
  },
  {
    id: "Q-44",
    title:
      "TK1, TK2: a worker whose queue is gone ends with the reason, whatever it runs at once, and stops without one",
    async run(env) {
      const queue = await bench(env);
      const errors: Error[] = [];
      const onError = ({ error }: EngineFailure) => void errors.push(error);
      const worker = await queue.worker("orphan", succeeds, { concurrency: 3, pullExpiresMs: 1_000, onError });
      await pullIsWaiting(queue);
      await deleteQueue(queue.jsm, queue.queue);
      await expect(worker.ended).rejects.toThrow(SourceGoneError);
      await worker.stop();
      expect(errors.map(({ name }) => name)).toEqual(["PullFailedError", "SourceGoneError"]);
    },
  },
  {
    id: "Q-45",
    title: "FE3: the same for a pull that asks for several places at once",
    run: (env) => stopsWhileOneComes(env, { concurrency: 2, prefetch: 2 }),
  },
  {
    id: "Q-46",
    title:
      "FE1: a worker with prefetch has no more than its places, is given what is there at once, and leaves out nobody",
    async run(env) {
      const queue = await bench(env);
      const held = gate();
      await queue.worker("busy", () => held.passed, { concurrency: 2, prefetch: 4 });
      await queue.send(9);
      await queue.journal.until("job-delivered", 6);
      await queue.settlesAt({ waiting: 3, inFlight: 6 });
      expect(queue.journal.of("job-started").map(({ job }) => job)).toEqual(["job-1", "job-2"]);
      held.open();
      await queue.journal.until("job-acked", 9);
      expect(queue.journal.of("job-acked").map(({ job }) => job)).toEqual(
        queue.journal.of("job-delivered").map(({ job }) => job),
      );
      await queue.settlesAt({ stored: 0 });
    },
  },
];

/** Settles when the server has a pull of the worker's. */
async function pullIsWaiting({ jsm, queue }: Awaited<ReturnType<typeof bench>>): Promise<void> {
  const stream = `${queue.namespace}-${queue.name}`;
  while ((await jsm.consumers.info(stream, "workers")).num_waiting === 0);
}

/** Stops a worker while its first job is at every place of its way. */
async function stopsWhileOneComes(env: Environment, options: BenchWorker): Promise<void> {
  const outcomes: string[] = [];
  for (let k = 0; k < env.staggers; k++) {
    const queue = await bench(env, { name: `race-${k}` });
    const worker = await queue.worker("leaving", succeeds, options);
    await pullIsWaiting(queue);
    const sending = queue.send(1);
    await env.stagger(k);
    await worker.stop();
    await sending;
    const done = queue.journal.of("job-acked").length === 1;
    const handedBack = queue.journal.of("job-nacked").length === 1;
    outcomes.push(done ? "done" : handedBack ? "handed back" : "not delivered");
    const stoppedAt = env.clock.now();
    const rescue = await queue.worker("other", succeeds);
    const { at } = await queue.journal.until("job-acked");
    if (!done) expect(at - stoppedAt, `stagger ${k}: ${outcomes.at(-1)}`).toBeLessThanOrEqual(soonMs(env));
    await queue.settlesAt({ stored: 0 });
    await rescue.stop();
  }
  // Otherwise the timings did not cover the journey, and the case has shown nothing.
  expect(new Set(outcomes).size, outcomes.join()).toBeGreaterThan(1);
}
