import { Kvm } from "@nats-io/kv";
import { expect } from "vitest";
import { FencedStore } from "../../../engine/queue/features/fencing.ts";
import { ACK_WAIT_MS, bench, gate, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

/** What stands between a worker that was paused and a store that others have written to since. */
export const FENCING: readonly ConformanceCase[] = [
  {
    id: "Q-110",
    title: "FT1: each run has a greater token than every run before it, whoever runs it",
    async run(env) {
      const queue = await bench(env, { fencing: true });
      const tokens: (number | null)[] = [];
      for (const name of ["a", "b"])
        await queue.worker(name, (_job, run) => Promise.resolve(void tokens.push(run.token)));
      await queue.send(6);
      await queue.journal.until("job-acked", 6);
      expect(new Set(tokens).size).toBe(6);
      const started = queue.journal.of("job-started").map(({ token }) => token ?? 0);
      expect(Math.max(...started) - Math.min(...started)).toBe(5);
    },
  },
  {
    id: "Q-111",
    title: "FT2: what a worker writes that lost its job is refused, though the server takes its ack",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await bench(env, { fencing: true, ackWaitMs });
      const store = new FencedStore(await new Kvm(queue.js).create(`${env.namespace}-accounts`));
      const paused = gate();
      const refused: string[] = [];
      const write = (who: string) => async (_job: unknown, run: { readonly token: number | null }) => {
        if (who === "zombie") await paused.passed;
        await store.write("balance", run.token ?? 0, who).catch((thrown: Error) => {
          refused.push(`${who}: ${thrown.name}`);
        });
      };
      await queue.worker("zombie", write("zombie"));
      await queue.send(1);
      await queue.journal.until("job-started");
      await queue.worker("rival", write("rival"));
      await queue.journal.until("job-acked");
      paused.open();
      await queue.journal.until("job-acked", 2);
      expect(refused).toEqual(["zombie: StaleTokenError"]);
      expect(await store.read("balance")).toBe("rival");
    }),
  },
  {
    id: "Q-112",
    title: "FT2: of many who write at once with one token each, the greatest token stands in the end",
    async run(env) {
      const queue = await bench(env);
      const store = new FencedStore(await new Kvm(queue.js).create(`${env.namespace}-accounts`));
      expect(await store.read("never")).toBeNull();
      const writes = [3, 1, 5, 2, 4].map((token) => store.write("key", token, `by ${token}`).catch(() => undefined));
      await Promise.all(writes);
      expect(await store.read("key")).toBe("by 5");
      // A queue without fencing gives no token.
      await queue.worker("worker", succeeds);
      await queue.send(1);
      expect((await queue.journal.until("job-started")).token).toBeUndefined();
    },
  },
];
