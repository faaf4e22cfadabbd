import { expect } from "vitest";
import { namesOf } from "../../../engine/queue/names.ts";
import { declareQueue, deleteQueue } from "../../../engine/queue/declare/declare.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { startWorker } from "../../../engine/queue/work/worker.ts";
import { bench, gate, succeeds } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

/** What the queue keeps, and until when. */
export const STORING: readonly ConformanceCase[] = [
  {
    id: "Q-01",
    title: "a job is stored until its ack, and deleted by it",
    async run(env) {
      const queue = await bench(env);
      await queue.send(3);
      await queue.settlesAt({ stored: 3, waiting: 3, inFlight: 0, deadLetters: 0 });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 3);
      await queue.settlesAt({ stored: 0, waiting: 0, inFlight: 0, deadLetters: 0 });
      expect(queue.journal.of("job-delivered").map(({ job, attempt }) => `${job} ${attempt}`)).toEqual([
        "job-1 1",
        "job-2 1",
        "job-3 1",
      ]);
    },
  },
  {
    id: "Q-02",
    title: "the queue's numbers: waiting, in flight, stored and dead-lettered jobs",
    async run(env) {
      const queue = await bench(env, { maxAttempts: 1 });
      await queue.send(4);
      const held = gate();
      await queue.worker("worker", () => held.passed.then(() => Promise.reject(new Error("no"))));
      await queue.journal.until("job-started");
      await queue.settlesAt({ stored: 4, waiting: 3, inFlight: 1, deadLetters: 0 });
      held.open();
      await queue.journal.until("job-acked", 4);
      await queue.settlesAt({ stored: 0, waiting: 0, inFlight: 0, deadLetters: 4 });
    },
  },
  {
    id: "Q-03",
    title: "a job's id is stored once within the window, also after its first message is done",
    async run(env) {
      const queue = await bench(env);
      const job = { id: "job-1", payload: 1 };
      const first = await sendJob(queue.js, queue.queue, job);
      const again = await sendJob(queue.js, queue.queue, job);
      expect(first.duplicate).toBe(false);
      expect(again).toEqual({ streamSequence: first.streamSequence, duplicate: true });
      await queue.settlesAt({ stored: 1 });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked");
      await queue.settlesAt({ stored: 0 });
      expect((await sendJob(queue.js, queue.queue, job)).duplicate).toBe(true);
      await queue.send(1, 2);
      await queue.journal.until("job-acked", 2);
      expect(queue.journal.of("job-delivered").map((entry) => entry.job)).toEqual(["job-1", "job-2"]);
    },
  },
  {
    id: "Q-04",
    title: "two queues, and two namespaces, share nothing",
    async run(env) {
      const [orders, mails] = [await bench(env, { name: "orders" }), await bench(env, { name: "mails" })];
      const elsewhere = await bench({ ...env, namespace: `${env.namespace}-2` }, { name: "orders" });
      await orders.send(2);
      await mails.worker("mailer", succeeds);
      await elsewhere.worker("stranger", succeeds);
      await orders.worker("orderer", succeeds);
      await orders.journal.until("job-acked", 2);
      await mails.send(1);
      await mails.journal.until("job-acked");
      expect(mails.journal.of("job-delivered")).toHaveLength(1);
      expect(elsewhere.journal.of("job-delivered")).toHaveLength(0);
    },
  },
  {
    id: "Q-05",
    title: "declaring a queue again changes nothing; deleting it takes everything",
    async run(env) {
      const queue = await bench(env);
      await queue.send(2);
      await declareQueue(queue.jsm, queue.queue);
      await queue.settlesAt({ stored: 2, waiting: 2 });
      await deleteQueue(queue.jsm, queue.queue);
      await expect(queue.inspect()).rejects.toThrow("stream not found");
      const { queue: config, js } = queue;
      await expect(startWorker(js, { queue: config, clock: env.clock, handler: succeeds })).rejects.toThrow(
        /not found/,
      );
    },
  },
  {
    id: "Q-06",
    title: "a message that something else published is a job too, named after its place in the stream",
    async run(env) {
      const queue = await bench(env);
      await queue.js.publish(namesOf(queue.queue).subject, JSON.stringify({ from: "elsewhere" }));
      const payloads: unknown[] = [];
      await queue.worker("worker", (job) => Promise.resolve(void payloads.push(job.payload)));
      const { job } = await queue.journal.until("job-acked");
      expect(job).toBe("jobs-seq-1");
      expect(payloads).toEqual([{ from: "elsewhere" }]);
    },
  },
];
