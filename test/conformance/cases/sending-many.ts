import { jetstream } from "@nats-io/jetstream";
import { expect } from "vitest";
import { NotAllStoredError, sendAll, type SendOutcome } from "../../../engine/queue/send/send-all.ts";
import type { NewJob } from "../../../engine/queue/send/new-job.ts";
import { bench, type Bench, gate, succeeds, whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";
import { troubled } from "../troubled.ts";

const job = (n: number): NewJob => ({ id: `job-${n}`, payload: n });
const jobs = (count: number): NewJob[] => Array.from({ length: count }, (_, n) => job(n + 1));

/** Sends them all and says what became of each, refused ones too; the journal has what the sender reports. */
async function send(queue: Bench, all: Iterable<NewJob>, js = queue.js): Promise<readonly SendOutcome[]> {
  try {
    return await sendAll(js, queue.queue, all, { clock: queue.env.clock, probe: queue.journal.probe("sender") });
  } catch (thrown) {
    if (thrown instanceof NotAllStoredError) return thrown.outcomes;
    throw thrown;
  }
}

const told = (outcomes: readonly SendOutcome[]) => outcomes.map((one) => `${one.job} ${one.outcome}`);
const errors = (outcomes: readonly SendOutcome[]) =>
  outcomes.flatMap((one) => ("error" in one ? [one.error.name] : []));

/** Many jobs by one call. */
export const SENDING_MANY: readonly ConformanceCase[] = [
  {
    id: "Q-180",
    title: "many jobs are stored in their order, each is reported, and no more are asked for than may be on their way",
    async run(env) {
      const queue = await bench(env);
      const stored = () => queue.journal.of("job-stored").length;
      let furthest = 0;
      function* source() {
        for (let n = 1; n <= 700; n++) {
          furthest = Math.max(furthest, n - stored());
          yield job(n);
        }
      }
      const outcomes = await send(queue, source());
      expect(outcomes.map(({ job: id }) => id)).toEqual(jobs(700).map(({ id }) => id));
      expect(outcomes.every((one, n) => "streamSequence" in one && one.streamSequence === n + 1)).toBe(true);
      expect([queue.journal.of("job-sent").length, stored()]).toEqual([700, 700]);
      expect(furthest).toBeGreaterThan(1);
      expect(furthest).toBeLessThanOrEqual(513);
      await queue.settlesAt({ stored: 700, waiting: 700 });
    },
  },
  {
    id: "Q-181",
    title:
      "each job has its own outcome: stored, a duplicate, refused; the good ones are stored whatever the others do",
    async run(env) {
      const queue = await bench(env);
      await queue.send(1);
      const [first, second] = jobs(2) as [NewJob, NewJob];
      const outcomes = await send(queue, [first, second, { ...job(3), delayMs: 50 }, second, job(4)]);
      expect(told(outcomes)).toEqual([
        "job-1 duplicate",
        "job-2 stored",
        "job-3 refused",
        "job-2 duplicate",
        "job-4 stored",
      ]);
      expect(errors(outcomes)).toEqual(["BadInputError"]);
      expect(queue.journal.of("job-deduplicated").map(({ job: id }) => id)).toEqual(["job-1", "job-2"]);
      await queue.settlesAt({ stored: 3 });
    },
  },
  {
    id: "Q-182",
    title: "reject: what there is room for is stored, each of the others is refused, and the call fails with all of it",
    async run(env) {
      const queue = await bench(env, { bound: { jobs: 3, overflow: "reject" } });
      const sending = sendAll(queue.js, queue.queue, jobs(5), { clock: env.clock });
      await expect(sending).rejects.toThrow("2 of 5 jobs are not stored; job-4: the queue is full");
      const again = await send(queue, jobs(5));
      expect(told(again)).toEqual(
        [1, 2, 3].map((n) => `job-${n} duplicate`).concat(["job-4 refused", "job-5 refused"]),
      );
      expect(errors(again)).toEqual(["QueueFullError", "QueueFullError"]);
      expect(queue.journal.of("job-refused").map(({ job: id }) => id)).toEqual(["job-4", "job-5"]);
      await queue.settlesAt({ stored: 3 });
    },
  },
  {
    id: "Q-183",
    title: "wait: more than there is room for waits for the workers, and all of it comes through once",
    async run(env) {
      const queue = await bench(env, { bound: { jobs: 4, overflow: "wait", waitMs: 20_000 } });
      const held = gate();
      await queue.worker("worker", () => held.passed, { concurrency: 2 });
      const sending = send(queue, jobs(20));
      await queue.journal.until("job-refused");
      await queue.settlesAt({ stored: 4 });
      held.open();
      expect(told(await sending)).toEqual(jobs(20).map(({ id }) => `${id} stored`));
      await queue.journal.until("job-acked", 20);
      await queue.settlesAt({ stored: 0 });
    },
  },
  {
    id: "Q-184",
    title: "dead-letter: one job too many is among the dead letters, and its outcome says so",
    async run(env) {
      const queue = await bench(env, { bound: { jobs: 2, overflow: "dead-letter" } });
      const late: NewJob = { ...job(4), ttlMs: 60_000 };
      expect(told(await send(queue, [job(1), job(2), job(3), late]))).toEqual([
        "job-1 stored",
        "job-2 stored",
        "job-3 dead-lettered",
        "job-4 dead-lettered",
      ]);
      await queue.settlesAt({ stored: 2, deadLetters: 2 });
    },
  },
  {
    id: "Q-185",
    title:
      "what is lost on its way is sent again, what was only not answered is found to be stored, and nobody is overtaken in a group",
    async run(env) {
      const queue = await bench(env, { lanes: { kind: "groups", partitions: 1 } });
      const trouble = new Map([
        ["a1", "lost"],
        ["b1", "unanswered"],
      ] as const);
      const js = jetstream(await troubled(env, trouble));
      const all: NewJob[] = ["a1", "b1", "c1", "a2", "b2"].map((id) => ({ id, payload: id, group: id.charAt(0) }));
      const outcomes = await send(queue, all, js);
      expect(told(outcomes)).toEqual(["a1 stored", "b1 duplicate", "c1 stored", "a2 stored", "b2 stored"]);
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 5);
      expect(queue.journal.of("job-delivered").map(({ job: id }) => id)).toEqual(["b1", "c1", "a1", "a2", "b2"]);
    },
  },
  {
    id: "Q-186",
    title: "each job's own rules go with it: priority, lifetime, a later moment, a message id",
    run: whenQuick(300, async (env, delayMs) => {
      const lanes = { kind: "priorities", levels: ["urgent", "bulk"], order: "strict" } as const;
      const queue = await bench(env, { lanes, schedules: true });
      const all: NewJob[] = [
        { id: "late", payload: 1, delayMs, priority: "urgent" },
        { id: "bulk", payload: 2, priority: "bulk", ttlMs: 60_000 },
        { id: "urgent", payload: 3, priority: "urgent" },
        { id: "same", payload: 4, messageId: "urgent" },
      ];
      expect(told(await send(queue, all))).toEqual(["late stored", "bulk stored", "urgent stored", "same duplicate"]);
      expect(queue.journal.of("job-scheduled").map(({ job: id, delayMs }) => `${id} ${delayMs}`)).toEqual([
        `late ${delayMs}`,
      ]);
      await queue.worker("worker", succeeds);
      await queue.journal.until("job-acked", 3);
      expect(queue.journal.of("job-delivered").map(({ job: id }) => id)).toEqual(["urgent", "bulk", "late"]);
    }),
  },
  {
    id: "Q-187",
    title: "when the jobs' source fails, its error is the call's, and what had left is settled by then",
    async run(env) {
      const queue = await bench(env);
      function* source() {
        yield* jobs(3);
        throw new Error("no more");
      }
      await expect(send(queue, source())).rejects.toThrow("no more");
      expect(queue.journal.of("job-stored").map(({ job: id }) => id)).toEqual(["job-1", "job-2", "job-3"]);
      expect(await sendAll(queue.js, queue.queue, [], { clock: env.clock })).toEqual([]);
    },
  },
  {
    id: "Q-188",
    title: "what the server refuses for good is refused at once, and not tried again for a quarter of a minute",
    async run(env) {
      const queue = await bench(env);
      const startedAt = env.clock.now();
      // A queue permits no roll-ups, which nats-server says with a status that elections have as well.
      const outcomes = await send(queue, [job(1), { ...job(2), headers: { "Nats-Rollup": "sub" } }, job(3)]);
      expect(told(outcomes)).toEqual(["job-1 stored", "job-2 refused", "job-3 stored"]);
      expect(errors(outcomes)).toEqual(["JetStreamApiError"]);
      expect(env.clock.now() - startedAt).toBeLessThan(5_000);
    },
  },
];
