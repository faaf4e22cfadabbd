import { expect } from "vitest";
import { ACK_WAIT_MS, bench, gate, neverEnds, serverTimePasses, succeeds } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";

/** How long a job stays with a worker that is at it, and how work is asked for. */
export const LEASES: readonly ConformanceCase[] = [
  {
    id: "Q-120",
    title: "work longer than the visibility timeout is given to another, unless its handler reports progress",
    async run(env) {
      const queue = await bench(env, { ackWaitMs: ACK_WAIT_MS });
      await queue.send(1);
      await queue.worker("diligent", async (_job, run) => {
        for (const percent of [25, 50, 75]) {
          await serverTimePasses({ ...env, namespace: `${env.namespace}-${percent}` }, 200);
          await run.progress({ percent });
        }
      });
      await queue.journal.until("job-started");
      await queue.worker("idle", succeeds);
      const { worker } = await queue.journal.until("job-acked");
      expect(worker).toBe("diligent");
      expect(queue.journal.of("job-delivered")).toHaveLength(1);
      const said = queue.journal.of("job-in-progress").map(({ progress }) => progress);
      expect(said).toEqual([{ percent: 25 }, { percent: 50 }, { percent: 75 }]);
    },
  },
  {
    id: "Q-121",
    title: "a heartbeat extends the visibility timeout by itself, and ends with the run",
    async run(env) {
      const queue = await bench(env, { ackWaitMs: 600 });
      await queue.send(1);
      const held = gate();
      await queue.worker("steady", () => held.passed, { heartbeatMs: 100 });
      await queue.journal.until("job-started");
      await queue.worker("idle", succeeds);
      await serverTimePasses(env, 900);
      expect(queue.journal.of("job-delivered")).toHaveLength(1);
      held.open();
      await queue.journal.until("job-acked");
      const beats = queue.journal.of("job-in-progress").length;
      expect(beats).toBeGreaterThan(1);
      await serverTimePasses(env, 250);
      expect(queue.journal.of("job-in-progress")).toHaveLength(beats);
    },
  },
  {
    id: "Q-122",
    title: "selective: acks come in any order, and only what was not acknowledged comes back",
    async run(env) {
      const queue = await bench(env, { ackWaitMs: ACK_WAIT_MS });
      await queue.send(5);
      const gates = new Map(["job-5", "job-3", "job-1"].map((id) => [id, gate()]));
      await queue.worker("choosy", (job, run) => gates.get(job.id)?.passed ?? neverEnds(job, run), { concurrency: 5 });
      await queue.journal.until("job-started", 5);
      for (const [id, { open }] of gates) {
        open();
        await queue.journal.until("job-acked", 1, id);
      }
      await queue.worker("other", succeeds);
      await queue.journal.until("job-acked", 5);
      const again = queue.journal.of("job-delivered").filter(({ attempt }) => attempt > 1);
      expect(new Set(again.map(({ job }) => job))).toEqual(new Set(["job-2", "job-4"]));
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-123",
    title: "a worker that polls asks again and again, and what comes in between waits for its next question",
    async run(env) {
      const queue = await bench(env);
      await queue.worker("poller", succeeds, { pollEveryMs: 300 });
      const { at: asked } = await queue.journal.until("queue-polled");
      await queue.send(1);
      const { at: got } = await queue.journal.until("job-delivered");
      expect(got - asked).toBeGreaterThanOrEqual(300 - env.earlyMs);
      await queue.journal.until("queue-polled", 2);
    },
  },
];
