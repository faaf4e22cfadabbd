import { expect } from "vitest";
import { answering, startRequester } from "../../../engine/reply/client.ts";
import type { Example } from "./example.ts";

export const REPLYING: readonly Example[] = [
  {
    name: "request-reply",
    async run({ client, print, printed }) {
      // show: request-reply
      const prices = await client.queue({ name: "prices" });
      await prices.work(answering(client, async (job) => ({ item: job.payload, cents: 500 })));
      const shop = await startRequester(client, { name: "shop" });
      const answer = await shop.request("prices", "price-1", "tea", { timeoutMs: 2_000, tries: 3 });
      if (answer.outcome === "answered") print(JSON.stringify(answer.result));
      else print(answer.outcome); // "timed-out", or "failed" with a reason: a dead letter, for example
      await shop.stop();
      // end
      expect(await printed(1)).toEqual(['{"item":"tea","cents":500}']);
    },
  },
];
