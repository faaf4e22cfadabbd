import { expect } from "vitest";
import { openLog } from "../../../engine/log/client.ts";
import type { Example } from "./example.ts";

/** What stays when it has been read. */
export const LOGGING: readonly Example[] = [
  {
    name: "log",
    async run({ client, print, printed }) {
      // show: log
      const events = await openLog(client, { name: "order-events", partitions: 4 });
      await events.append({ id: "order-1-paid", key: "order-1", payload: { cents: 500 } });
      await events.append({ id: "order-1-shipped", key: "order-1", payload: {} }); // read after order-1-paid
      const billing = await events.read("billing", async (event) => print(`billing ${event.id}`));
      await events.read("search", async (event) => print(`search ${event.id}`), { concurrency: 4 });
      // end
      const lines = await printed(4);
      for (const reader of ["billing", "search"]) {
        const own = lines.filter((line) => line.startsWith(reader));
        expect(own).toEqual([`${reader} order-1-paid`, `${reader} order-1-shipped`]);
      }
      await billing.stop();
      const left = (await events.positions("billing")).reduce((sum, position) => sum + position.left, 0);
      expect(left).toBe(0);
    },
  },
];
