import { expect } from "vitest";
import { RetryAfterError, UnrecoverableError } from "../../../engine/queue/errors.ts";
import type { Job } from "../../../engine/queue/work/received-job.ts";
import type { Example } from "./example.ts";

const deliver = (_job: Job): Promise<{ readonly status: number }> => Promise.resolve({ status: 429 });

export const BASICS: readonly Example[] = [
  {
    name: "retry",
    async run({ client }) {
      // show: retry
      const calls = await client.queue({
        name: "calls",
        maxAttempts: 4,
        retry: { kind: "list", delaysMs: [100, 500, 2_000], jitter: "equal" },
      });
      // This job's own rules go before the queue's.
      await calls.send({ id: "call-1", payload: {}, maxAttempts: 2, retry: { kind: "fixed", delayMs: 50 } });
      const worker = await calls.work(async (job) => {
        const { status } = await deliver(job);
        if (status === 410) throw new UnrecoverableError("gone for good"); // a dead letter at once
        if (status === 429) throw new RetryAfterError(20, "too many calls"); // tried again in 20 ms
        if (status >= 400) throw new Error(`answered ${status}`); // tried again as the rules say
      });
      // end
      while ((await calls.inspect()).deadLetters === 0);
      await worker.stop();
      expect(await calls.inspect()).toMatchObject({ stored: 0, deadLetters: 1 });
    },
  },
];
