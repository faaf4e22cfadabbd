import { expect } from "vitest";
import { NotAllStoredError } from "../../../engine/queue/send/send-all.ts";
import type { Example } from "./example.ts";

const customers = ["ann", "bob", "cem"];

/** Many jobs by one call. */
export const SENDING: readonly Example[] = [
  {
    name: "many",
    async run({ client, print, printed }) {
      // show: many
      const letters = await client.queue({ name: "letters", bound: { jobs: 2, overflow: "reject" } });
      try {
        await letters.sendAll(customers.map((to) => ({ id: `letter-${to}`, payload: { to } })));
      } catch (thrown) {
        if (!(thrown instanceof NotAllStoredError)) throw thrown; // what was refused, and everything else
        for (const { job, outcome } of thrown.outcomes) print(`${job}: ${outcome}`);
      }
      // end
      expect(await printed(3)).toEqual(["letter-ann: stored", "letter-bob: stored", "letter-cem: refused"]);
    },
  },
  {
    name: "all-or-none",
    async run({ client, print, printed }) {
      // show: all-or-none
      const legs = await client.queue({ name: "legs", atomic: true });
      const trip = ["ams-jfk", "jfk-sfo"].map((leg) => ({ id: `trip-1-${leg}`, payload: { leg } }));
      await legs.sendAll(trip, { atomic: true }); // both are stored, or neither
      await legs.work(async (job) => print(job.id));
      // end
      expect(await printed(2)).toEqual(["trip-1-ams-jfk", "trip-1-jfk-sfo"]);
    },
  },
];
