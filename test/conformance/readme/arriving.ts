import { expect } from "vitest";
import { QueueFullError } from "../../../engine/queue/send/queue-full-error.ts";
import type { Example } from "./example.ts";

/** When a job comes, before which others, and whether there is room for it. */
export const ARRIVING: readonly Example[] = [
  {
    name: "later",
    async run({ client }) {
      // show: later
      const reports = await client.queue({ name: "reports", schedules: true });
      await reports.send({ id: "reminder-7", payload: {}, delayMs: 60_000 }); // or `at`, Unix milliseconds
      // Sent again while it waits, with another time or payload, it takes the place of the first.
      await reports.send({ id: "reminder-7", payload: { again: true }, delayMs: 90_000 });
      const wasInTime = await reports.cancel("reminder-7"); // and it may be sent again at once
      await reports.schedule({
        name: "nightly",
        when: { cron: "0 0 3 * * *" }, // second, minute, hour, day, month, weekday; of five fields the second is 0
        payload: { of: "yesterday" },
      });
      await reports.schedule({ name: "tick", when: { everySeconds: 30 }, payload: {} });
      await reports.send({ id: "offer-1", payload: {}, ttlMs: 5_000 }); // done within 5 s, or never
      // end
      expect(wasInTime).toBe(true);
      expect((await reports.scheduled()).map(({ name }) => name)).toEqual(["nightly", "tick"]);
      expect(await reports.inspect()).toMatchObject({ waiting: 1, scheduled: 2 });
    },
  },
  {
    name: "priorities",
    async run({ client, print, printed }) {
      // show: priorities
      const tickets = await client.queue({
        name: "tickets",
        lanes: { kind: "priorities", levels: ["urgent", "normal", "bulk"], order: "weighted", weights: [6, 3, 1] },
      });
      await tickets.send({ id: "newsletter", payload: {}, priority: "bulk" });
      await tickets.send({ id: "outage", payload: {}, priority: "urgent" });
      await tickets.work(async (job) => print(job.id));
      // end
      expect(await printed(2)).toEqual(["outage", "newsletter"]);
    },
  },
  {
    name: "groups",
    async run({ client, print, printed }) {
      // show: groups
      const accounts = await client.queue({ name: "accounts", lanes: { kind: "groups", partitions: 16 } });
      await accounts.send({ id: "ann-1", payload: { add: 5 }, group: "ann" });
      await accounts.send({ id: "ann-2", payload: { add: -3 }, group: "ann" }); // after ann-1, whatever happens to it
      await accounts.work(async (job) => print(job.id), { concurrency: 8 });
      // end
      expect(await printed(2)).toEqual(["ann-1", "ann-2"]);
    },
  },
  {
    name: "bounds",
    async run({ client, print, printed }) {
      // show: bounds
      const uploads = await client.queue({ name: "uploads", bound: { jobs: 1, overflow: "reject" } });
      await uploads.send({ id: "one", payload: {} });
      try {
        await uploads.send({ id: "two", payload: {} });
      } catch (thrown) {
        if (!(thrown instanceof QueueFullError)) throw thrown;
        print("come back later");
      }
      // end
      expect(await printed(1)).toEqual(["come back later"]);
    },
  },
];
