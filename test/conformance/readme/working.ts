import { expect } from "vitest";
import { HandBackError, TerminateError } from "../../../engine/queue/errors.ts";
import type { Example } from "./example.ts";

const isCancelled = (id: string) => Promise.resolve(id === "order-2");
const encode = async (onPercent: (percent: number) => Promise<void>) => {
  await onPercent(50);
  return 7;
};

/** What a handler may do, and what others may know of it. */
export const WORKING: readonly Example[] = [
  {
    name: "rates",
    async run({ client, print, printed }) {
      // show: rates
      const texts = await client.queue({ name: "texts", rate: { jobs: 10, perMs: 1_000 } });
      const worker = await texts.work(async (job) => print(job.id), { concurrency: 4 });
      // end
      for (const id of ["a", "b", "c"]) await texts.send({ id, payload: {} });
      expect(await printed(3)).toHaveLength(3);
      await worker.stop();
    },
  },
  {
    name: "handing-back",
    async run({ client, print, printed }) {
      // show: handing-back
      const parcels = await client.queue({ name: "parcels", maxAttempts: 3 });
      const worker = await parcels.work(async (job) => {
        if (job.deliveries < 5) throw new HandBackError(20, "a newer version has to do this"); // again in 20 ms, same attempt
        print(`attempt ${job.attempt}`);
      });
      // end
      await parcels.send({ id: "parcel-1", payload: {} });
      expect(await printed(1)).toEqual(["attempt 1"]);
      await worker.stop();
    },
  },
  {
    name: "time-limits",
    async run({ client }) {
      const lateIf = (signal: AbortSignal) => new Promise<void>((end) => signal.addEventListener("abort", () => end()));
      // show: time-limits
      const tables = await client.queue({ name: "tables", maxAttempts: 1 });
      const worker = await tables.work(
        async (_job, run) => lateIf(run.signal), // or `fetch(url, { signal: run.signal })`
        { heartbeatMs: 10_000, timeoutMs: 300, stopWithinMs: 20_000 },
      );
      // end
      await tables.send({ id: "table-1", payload: {} });
      const isDead = async () => (await tables.inspect()).deadLetters === 1;
      while (!(await isDead()));
      const [deadLetter] = await (await tables.deadLetters()).list();
      expect(deadLetter?.error).toBe("table-1 did not end within 300 ms (timeoutMs)");
      await worker.stop();
    },
  },
  {
    name: "progress",
    async run({ client }) {
      // show: progress
      const videos = await client.queue({ name: "videos", ackWaitMs: 30_000, results: { keepMs: 86_400_000 } });
      const worker = await videos.work(
        async (_job, run) => {
          const minutes = await encode((percent) => run.progress({ percent }));
          return { minutes }; // the job's result
        },
        { heartbeatMs: 10_000 }, // extends the visibility timeout by itself
      );
      await videos.send({ id: "video-1", payload: {} });
      const status = await videos.ended("video-1", 60_000);
      // end
      expect(status).toMatchObject({ state: "done", result: { minutes: 7 }, progress: { percent: 50 } });
      expect(await videos.status("video-2")).toBeNull();
      await worker.stop();
    },
  },
  {
    name: "fencing",
    async run({ client, print, printed }) {
      // show: fencing
      const payments = await client.queue({ name: "payments", fencing: true });
      const balances = await client.fencedStore("balances");
      await payments.work(async (job, run) => {
        // Throws StaleTokenError if somebody to whom the job was given later has written already.
        await balances.write("ann", run.token ?? 0, job.payload);
        print("written");
      });
      // end
      await payments.send({ id: "payment-1", payload: { cents: 500 } });
      await printed(1);
      expect(await balances.read("ann")).toEqual({ cents: 500 });
    },
  },
  {
    name: "dependencies",
    async run({ client, print, printed }) {
      // show: dependencies
      const albums = await client.queue({ name: "albums", dependencies: true });
      const pictures = await client.queue({ name: "pictures" });
      await albums.sendWithChildren({ id: "summer", payload: {} }, [
        { queue: pictures, job: { id: "beach", payload: {} } },
        { queue: pictures, job: { id: "hills", payload: {} } },
      ]);
      await pictures.work(async (job) => `${job.id}.jpg`);
      await albums.work(async (job) => print(JSON.stringify(await albums.childrenOf(job.id))));
      // end
      const [line = ""] = await printed(1);
      const [beach, hills] = ["beach.jpg", "hills.jpg"].map((result) => ({ state: "done", result }));
      expect(JSON.parse(line)).toEqual({ beach, hills });
    },
  },
  {
    name: "operator",
    async run({ client, print, printed }) {
      const orders = await client.queue({ name: "failed-orders", maxAttempts: 1 });
      const failing = await orders.work(() => Promise.reject(new Error("no card 17")));
      await orders.send({ id: "order-17", payload: { card: "old" } });
      while ((await orders.inspect()).deadLetters === 0);
      await failing.stop();
      // show: operator
      const dlq = await orders.deadLetters("ann");
      for (const { key, count } of await dlq.groups("error")) print(`${count} × ${key}`);
      const plan = await dlq.plan({ error: "no card 17" }, { edit: () => ({ card: "new" }) });
      print(`would replay ${plan.replay.map(({ job }) => job).join(", ")}`);
      await dlq.replay(plan);
      // end
      expect(await printed(2)).toEqual(["1 × no card #", "would replay order-17"]);
      expect(await orders.inspect()).toMatchObject({ stored: 1, deadLetters: 0 });
      expect((await dlq.history()).map(({ by }) => by)).toEqual(["ann", "ann"]);
    },
  },
  {
    name: "control",
    async run({ client, print, printed }) {
      // show: control
      const orders = await client.queue({ name: "orders" });
      await orders.pause(); // or for so many milliseconds; senders go on
      await orders.send({ id: "order-1", payload: {} });
      const worker = await orders.work(async (job) => {
        if (await isCancelled(job.id)) throw new TerminateError("cancelled"); // deleted, no dead letter
        print(job.id);
      });
      await orders.resume();
      // end
      expect(await printed(1)).toEqual(["order-1"]);
      await worker.stop();
      await orders.send({ id: "order-3", payload: {} });
      expect(await orders.purge()).toBeGreaterThan(0);
    },
  },
];
