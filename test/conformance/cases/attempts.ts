import { expect } from "vitest";
import { HandBackError } from "../../../engine/queue/errors.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import type { Job, JobHandler } from "../../../engine/queue/work/received-job.ts";
import { ACK_WAIT_MS, bench, type Bench, fails, gate, neverEnds, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

const PREFETCHES = { concurrency: 1, prefetch: 7 };

/** Each run as the handler saw it. */
function remembering(handler: JobHandler): { readonly runs: string[]; readonly handler: JobHandler } {
  const runs: string[] = [];
  const remember: JobHandler = (job, run) => {
    runs.push(`${job.id} attempt ${job.attempt}`);
    return handler(job, run);
  };
  return { runs, handler: remember };
}

/** A worker is killed when `job` begins there, `times` times in a row. */
async function dieAt(queue: Bench, job: string, times: number, others: JobHandler = succeeds): Promise<void> {
  for (let n = 1; n <= times; n++) {
    const handler: JobHandler = (one, run) => (one.id === job ? neverEnds(one, run) : others(one, run));
    const worker = await queue.mortal(`victim-${n}`, handler, PREFETCHES);
    await queue.journal.until("job-started", n, job);
    await worker.kill();
  }
}

/** An attempt is a run that began. */
export const ATTEMPTS: readonly ConformanceCase[] = [
  {
    id: "Q-240",
    title: "AT1: a job that was prefetched and handed back at each of three graceful stops has used no attempt",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 3 });
      const held = gate();
      const { runs, handler } = remembering((job) => (job.id === "patient" ? Promise.resolve() : held.passed));
      let leaving = { stop: () => Promise.resolve() };
      const stops: Promise<void>[] = [];
      for (let deploy = 1; deploy <= 3; deploy++) {
        const worker = await queue.worker(`deploy-${deploy}`, handler, { prefetch: 1 });
        await queue.send(1, deploy);
        await queue.journal.until("job-started", 1, `job-${deploy}`);
        if (deploy === 1) await sendJob(queue.js, queue.queue, { id: "patient", payload: {} });
        stops.push(leaving.stop());
        await queue.journal.until("job-delivered", deploy, "patient");
        leaving = worker;
      }
      await queue.worker("last", handler);
      stops.push(leaving.stop());
      await queue.journal.until("job-acked", 1, "patient");
      expect(runs.at(-1)).toBe("patient attempt 1");
      expect(queue.journal.of("job-delivered", "patient").map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
      held.open();
      await Promise.all(stops);
      await queue.settlesAt({ stored: 0, deadLetters: 0 });
    },
  },
  {
    id: "Q-241",
    title: "AT1: a poison job kills its worker three times, and the seven jobs that were prefetched with it are done",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { maxAttempts: 3, ackWaitMs });
      await queue.send(8);
      await dieAt(queue, "job-1", 3);
      await queue.worker("last", succeeds, PREFETCHES);
      await queue.journal.until("job-acked", 8);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      expect(queue.journal.of("job-dead-lettered").map(({ job, reason }) => `${job} ${reason}`)).toEqual([
        "job-1 given up after 3 runs that nobody finished",
      ]);
      expect(queue.journal.of("job-started", "job-1")).toHaveLength(3);
      for (let n = 2; n <= 8; n++) expect(queue.journal.of("job-started", `job-${n}`)).toHaveLength(1);
    }),
  },
  {
    id: "Q-242",
    title: "with one attempt, a job whose worker was killed is given up on if it ran, and runs if it had only waited",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { maxAttempts: 1, ackWaitMs });
      await queue.send(2);
      await dieAt(queue, "job-1", 1);
      await queue.worker("last", succeeds);
      await queue.journal.until("job-acked", 2);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      expect(queue.journal.of("job-dead-lettered").map(({ job }) => job)).toEqual(["job-1"]);
      expect(queue.journal.of("job-started").map(({ job }) => job)).toEqual(["job-1", "job-2"]);
    }),
  },
  {
    id: "Q-243",
    title: "AT2: jobs that ran beside a poison job get a run by themselves before they are given up on",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { maxAttempts: 2, ackWaitMs });
      await queue.send(4);
      for (let n = 1; n <= 2; n++) {
        const worker = await queue.mortal(`victim-${n}`, neverEnds, { concurrency: 4 });
        await queue.journal.until("job-started", 4 * n);
        await worker.kill();
      }
      let running = 0;
      let atOnce = 0;
      const handler: JobHandler = async (job, run) => {
        running++;
        atOnce = Math.max(atOnce, running);
        if (job.id === "job-2") await neverEnds(job, run);
        await queue.inspect();
        running--;
      };
      const poisoned = await queue.mortal("alone", handler, { concurrency: 4 });
      await queue.journal.until("job-started", 3, "job-2");
      await poisoned.kill();
      running = 0;
      await queue.worker("last", handler, { concurrency: 4 });
      await queue.journal.until("job-acked", 4);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      expect(atOnce).toBe(1);
      expect(queue.journal.of("job-dead-lettered").map(({ job }) => job)).toEqual(["job-2"]);
      expect(queue.journal.of("job-started", "job-2")).toHaveLength(3);
    }),
  },
  {
    id: "Q-244",
    title: "a handler hands its job back as often as it likes, after the delay it names, and no attempt is used",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 2 });
      const { runs, handler } = remembering(async (job, run) => {
        expect(await run.attempts()).toBe(1);
        if (job.deliveries <= 4) throw new HandBackError(30, "not mine");
        if (job.deliveries === 5) throw new Error("fails once");
      });
      await queue.worker("worker", async (job, run) => (job.deliveries < 6 ? handler(job, run) : undefined));
      await queue.send(1);
      await queue.journal.until("job-acked");
      expect(runs).toEqual(Array.from({ length: 5 }, () => "job-1 attempt 1"));
      expect(queue.journal.of("job-nacked").map(({ reason, delayMs }) => `${reason} ${delayMs}`)).toEqual([
        ...Array.from({ length: 4 }, () => "handed-back 30"),
        "failed 20",
      ]);
      expect(queue.journal.of("job-failed")).toHaveLength(1);
    },
  },
  {
    id: "Q-245",
    title: "AT1: a job that always fails gets all its runs, though a worker was killed while it waited there",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { maxAttempts: 3, ackWaitMs, retry: { kind: "fixed", delayMs: 1 } });
      const failing = fails("no");
      const { runs, handler } = remembering((job: Job, run) =>
        job.id === "job-2" ? failing(job, run) : succeeds(job, run),
      );
      await queue.send(2);
      const first = await queue.worker("first", async (job, run) => {
        if (job.id === "job-1") throw new HandBackError(1, "later");
        return handler(job, run);
      });
      await queue.journal.until("job-failed", 1, "job-2");
      await first.stop();
      await dieAt(queue, "job-1", 1, handler);
      await queue.worker("last", handler);
      await queue.journal.until("job-dead-lettered", 1, "job-2");
      expect(runs.filter((run) => run.startsWith("job-2"))).toEqual([1, 2, 3].map((n) => `job-2 attempt ${n}`));
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      const { deadStream } = namesOf(queue.queue);
      const deadLetter = await queue.jsm.streams.getMessage(deadStream, { seq: 1 });
      expect(deadLetter?.header.get("Ackademy-Dead-Attempts")).toBe("3");
    }),
  },
];
