import { expect } from "vitest";
import { DlqOperations, type DlqOptions, DlqPoint } from "../../../engine/queue/dead-letters/operations.ts";
import { UnrecoverableError } from "../../../engine/queue/errors.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { bench, type Bench, gate, serverTimePasses, succeeds } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";

/** A queue whose jobs 1 to `count` are dead letters 1 to `count`, each with its own error. */
async function withDeadLetters(env: Environment, count: number, dedupWindowMs = 60_000): Promise<Bench> {
  const queue = await bench(env, { maxAttempts: 1, dedupWindowMs });
  await queue.send(count);
  const worker = await queue.worker("failing", (job) =>
    Promise.reject(
      job.id === "job-2" ? new UnrecoverableError("the card is stolen") : new Error(`no answer for ${job.id}`),
    ),
  );
  await queue.journal.until("job-acked", count);
  await worker.stop();
  return queue;
}

const operatorOf = (queue: Bench, options: DlqOptions = {}) => DlqOperations.open(queue.js, queue.queue, options);

/** A replay that never comes past a point, as if its process had died there. */
async function dyingAt(queue: Bench, at: DlqPoint, work: (operator: DlqOperations) => Promise<unknown>): Promise<void> {
  const there = gate();
  const onPoint = (point: DlqPoint) => {
    if (point !== at) return Promise.resolve();
    there.open();
    return new Promise<void>(() => {});
  };
  void work(await operatorOf(queue, { onPoint }));
  await there.passed;
}

const CRASHES = [DlqPoint.BeforeBegun, DlqPoint.BeforePublish, DlqPoint.BeforeReplayed, DlqPoint.BeforeDelete];

const afterCrash = (at: DlqPoint, n: number): ConformanceCase => ({
  id: `Q-${165 + n}`,
  title: `DK1: a replay that dies ${at.replace("-", " it has ")} loses nothing, and its next try doubles nothing`,
  async run(env) {
    const queue = await withDeadLetters(env, 2);
    await dyingAt(queue, at, async (operator) => operator.replay(await operator.plan()));
    await queue.settlesAt({ deadLetters: 2 });
    const operator = await operatorOf(queue);
    await operator.replay(await operator.plan());
    await queue.settlesAt({ stored: 2, deadLetters: 0 });
    await queue.worker("worker", succeeds);
    await queue.journal.until("job-acked", 4);
    await queue.settlesAt({ stored: 0 });
    expect(queue.journal.of("job-delivered")).toHaveLength(4);
    expect(
      (await operator.history()).filter(({ type }) => type === "replayed").map(({ deadLetter }) => deadLetter),
    ).toEqual([1, 2]);
  },
});

/** Dead letters, by hand. */
export const DESK: readonly ConformanceCase[] = [
  {
    id: "Q-160",
    title: "looking at dead letters consumes nothing; they say which job, why, and after how many attempts",
    async run(env) {
      const queue = await withDeadLetters(env, 2);
      await sendJob(queue.js, queue.queue, { id: "own", payload: 1, headers: { Tenant: "acme" } });
      const operator = await operatorOf(queue);
      for (let look = 0; look < 2; look++) {
        expect(await operator.list()).toMatchObject([
          { sequence: 1, job: "job-1", cause: "failed", error: "no answer for job-1", attempts: 1, payload: { n: 1 } },
          { sequence: 2, job: "job-2", cause: "unrecoverable", error: "the card is stolen", payload: { n: 2 } },
        ]);
      }
      await queue.settlesAt({ deadLetters: 2 });
      expect(await operator.history()).toEqual([]);
    },
  },
  {
    id: "Q-161",
    title: "dead letters are grouped by cause, by attempts, and by error without what differs from job to job",
    async run(env) {
      const operator = await operatorOf(await withDeadLetters(env, 3));
      expect(await operator.groups("error")).toEqual([
        { key: "no answer for job-#", count: 2, jobs: ["job-1", "job-3"] },
        { key: "the card is stolen", count: 1, jobs: ["job-2"] },
      ]);
      expect((await operator.groups("cause")).map(({ key, count }) => [key, count])).toEqual([
        ["failed", 2],
        ["unrecoverable", 1],
      ]);
      expect((await operator.groups("attempts", { cause: "failed" })).map(({ key, count }) => [key, count])).toEqual([
        ["1", 2],
      ]);
    },
  },
  {
    id: "Q-162",
    title: "one group is planned, shown and replayed; its jobs begin anew, the others stay, and the history knows",
    async run(env) {
      const queue = await withDeadLetters(env, 3);
      const operator = await operatorOf(queue, { by: "ann" });
      const plan = await operator.plan({ error: "no answer for job-1" });
      expect(plan.replay.map(({ job }) => job)).toEqual(["job-1", "job-3"]);
      await queue.settlesAt({ stored: 0, deadLetters: 3 });
      expect(await operator.replay(plan)).toBe(2);
      await queue.settlesAt({ stored: 2, deadLetters: 1 });
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 5);
      expect(queue.journal.of("job-delivered").slice(3)).toMatchObject([
        { job: "job-1", attempt: 1 },
        { job: "job-3", attempt: 1 },
      ]);
      const told = (await operator.history()).map(({ type, deadLetter, by }) => [type, deadLetter, by]);
      expect(told).toEqual(
        [1, 3].flatMap((deadLetter) => ["replay-begun", "replayed"].map((type) => [type, deadLetter, "ann"])),
      );
    },
  },
  {
    id: "Q-163",
    title: "a payload is edited on its way back, and the history keeps the edit; what is not JSON is not edited",
    async run(env) {
      const queue = await withDeadLetters(env, 1);
      const operator = await operatorOf(queue);
      const edit = (payload: unknown) => ({ ...(payload as { n: number }), card: "new" });
      await operator.replay(await operator.plan({}, { edit }));
      const payloads: unknown[] = [];
      await queue.worker("worker", (job) => Promise.resolve(void payloads.push(job.payload)));
      await queue.journal.until("job-acked", 2);
      expect(payloads).toEqual([{ n: 1, card: "new" }]);
      expect((await operator.history())[0]).toMatchObject({ type: "replay-begun", edited: { n: 1, card: "new" } });
      await queue.js.publish(`${env.namespace}.dead.jobs`, "not JSON");
      await expect(operator.plan({}, { edit })).rejects.toThrow("dead letter 2: its payload is not JSON");
    },
  },
  {
    id: "Q-164",
    title:
      "DK3: a dead letter is discarded with a reason and a copy in the history, also by who takes over from one that died",
    async run(env) {
      const queue = await withDeadLetters(env, 2);
      await dyingAt(queue, DlqPoint.BeforeDelete, (operator) => operator.discard({ job: "job-2" }, "fraud"));
      await queue.settlesAt({ deadLetters: 2 });
      const operator = await operatorOf(queue);
      expect(await operator.discard({ job: "job-2" }, "fraud")).toBe(1);
      await queue.settlesAt({ stored: 0, deadLetters: 1 });
      expect(await operator.history()).toMatchObject([
        { type: "discarded", deadLetter: 2, reason: "fraud", text: '{"n":2}' },
      ]);
      await expect(operator.discard({}, " ")).rejects.toThrow("has no reason");
    },
  },
  ...CRASHES.map(afterCrash),
  {
    id: "Q-169",
    title: "DK2: a replay that died longer ago than the server remembers is left alone, unless it is asked for",
    async run(env) {
      const queue = await withDeadLetters(env, 1, 500);
      await dyingAt(queue, DlqPoint.BeforeReplayed, async (operator) => operator.replay(await operator.plan()));
      await serverTimePasses(env, 1_000);
      const operator = await operatorOf(queue);
      const plan = await operator.plan();
      expect([plan.replay, plan.leave.map(({ job }) => job)]).toEqual([[], ["job-1"]]);
      expect(await operator.replay(plan)).toBe(0);
      await queue.settlesAt({ stored: 1, deadLetters: 1 });
      expect(await operator.replay(await operator.plan({}, { again: true }))).toBe(1);
      await queue.settlesAt({ deadLetters: 0 });
    },
  },
];
