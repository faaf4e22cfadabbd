import { expect } from "vitest";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import type { Example } from "./example.ts";

/** What a queue is declared with. */
export const SETTING: readonly Example[] = [
  {
    name: "bad-settings",
    async run({ client, print, printed }) {
      // show: bad-settings
      try {
        await client.queue({ name: "posts", maxAttempts: 0 });
      } catch (thrown) {
        if (!(thrown instanceof BadInputError)) throw thrown;
        print(thrown.message); // queue posts: maxAttempts: found 0, expected at least 1
        print(thrown.remedy);
      }
      // end
      const [message] = await printed(2);
      expect(message).toBe("queue posts: maxAttempts: found 0, expected at least 1");
    },
  },
  {
    name: "changed-settings",
    async run({ client }) {
      // show: changed-settings
      await client.queue({ name: "posts", ackWaitMs: 30_000 });
      await client.queue({ name: "posts", ackWaitMs: 60_000 }, { update: true });
      // end
      await expect(client.queue({ name: "posts", ackWaitMs: 30_000 })).rejects.toThrow("ackWaitMs: found 60000");
    },
  },
];
