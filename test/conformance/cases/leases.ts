import { expect } from "vitest";
import {
  ACK_WAIT_MS,
  bench,
  followInTime,
  gate,
  neverEnds,
  serverTimePasses,
  succeeds,
  untilInTime,
} from "../bench.ts";
import { type ConformanceCase, type Environment, inNamespace } from "../environment.ts";

/** How long a job stays with a worker that is at it, and how work is asked for. */
export const LEASES: readonly ConformanceCase[] = [
  {
    id: "Q-120",
    title: "work longer than the visibility timeout is given to another, unless its handler reports progress",
    run: (env) => untilInTime(env, ACK_WAIT_MS, reportsProgress),
  },
  {
    id: "Q-121",
    title: "a heartbeat extends the visibility timeout by itself, and ends with the run",
    run: (env) => untilInTime(env, 600, sendsHeartbeats),
  },
  {
    id: "Q-122",
    title: "selective: acks come in any order, and only what was not acknowledged comes back",
    run: (env) => untilInTime(env, ACK_WAIT_MS, acknowledgesSome),
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

/** A lease began no earlier than the worker did, and each word of progress began another. */
async function reportsProgress(env: Environment, ackWaitMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { ackWaitMs });
  await queue.send(1);
  const begun = env.clock.now();
  await queue.worker("diligent", async (_job, run) => {
    for (const percent of [25, 50, 75]) {
      await serverTimePasses(inNamespace(env, String(percent)), ackWaitMs / 2);
      await run.progress({ percent });
    }
  });
  await queue.journal.until("job-started");
  await queue.worker("idle", succeeds);
  const { worker, at } = await queue.journal.until("job-acked");
  const said = queue.journal.of("job-in-progress");
  if (!followInTime(env, ackWaitMs, [begun, ...said.map((one) => one.at), at])) return "too late";
  expect(worker).toBe("diligent");
  expect(queue.journal.of("job-delivered")).toHaveLength(1);
  expect(said.map(({ progress }) => progress)).toEqual([{ percent: 25 }, { percent: 50 }, { percent: 75 }]);
  return "in time";
}

async function sendsHeartbeats(env: Environment, ackWaitMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { ackWaitMs });
  await queue.send(1);
  const held = gate();
  const begun = env.clock.now();
  await queue.worker("steady", () => held.passed, { heartbeatMs: ackWaitMs / 6 });
  await queue.journal.until("job-started");
  await queue.worker("idle", succeeds);
  await serverTimePasses(env, ackWaitMs * 1.5);
  const until = env.clock.now();
  const beats = () => queue.journal.of("job-in-progress", "job-1").map(({ at }) => at);
  const wasInTime = followInTime(env, ackWaitMs, [begun, ...beats(), until]);
  const deliveries = queue.journal.of("job-delivered").length;
  held.open();
  await queue.journal.until("job-acked");
  if (!wasInTime) return "too late";
  expect(deliveries).toBe(1);
  const { length } = beats();
  expect(length).toBeGreaterThan(1);
  await serverTimePasses(env, 250);
  expect(beats()).toHaveLength(length);
  return "in time";
}

async function acknowledgesSome(env: Environment, ackWaitMs: number): Promise<"in time" | "too late"> {
  const queue = await bench(env, { ackWaitMs });
  await queue.send(5);
  const gates = new Map(["job-5", "job-3", "job-1"].map((id) => [id, gate()]));
  const begun = env.clock.now();
  await queue.worker("choosy", (job, run) => gates.get(job.id)?.passed ?? neverEnds(job, run), { concurrency: 5 });
  await queue.journal.until("job-started", 5);
  for (const [id, { open }] of gates) {
    open();
    await queue.journal.until("job-acked", 1, id);
  }
  if (!followInTime(env, ackWaitMs, [begun, env.clock.now()])) return "too late";
  await queue.worker("other", succeeds);
  await queue.journal.until("job-acked", 5);
  const again = queue.journal.of("job-delivered").filter(({ attempt }) => attempt > 1);
  expect(new Set(again.map(({ job }) => job))).toEqual(new Set(["job-2", "job-4"]));
  await queue.settlesAt({ stored: 0 });
  return "in time";
}
