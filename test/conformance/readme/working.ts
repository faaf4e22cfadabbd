import { expect } from "vitest";
import { TerminateError } from "../../../engine/queue/errors.ts";
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
    name: "progress",
    async run({ client, env }) {
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
      void env;
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
    name: "families",
    async run({ client, print, printed }) {
      // show: families
      const albums = await client.queue({ name: "albums", families: true });
      const pictures = await client.queue({ name: "pictures" });
      await albums.sendFamily({ id: "summer", payload: {} }, [
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
