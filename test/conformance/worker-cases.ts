import { expect } from "vitest";
import type { EventOf, TraceEvent } from "../../engine/trace/events.ts";
import { type FaultCase, type Run, shop } from "./fault-cases.ts";

/** Planned changes of workers in small scenarios: slow, cut off, replaced, added and removed. */

/** Processes may take seconds to start on a busy machine: nothing here is decided by when one is up. */
const LONG = { limitMs: 60_000 };
const patient = (ackWaitMs: number) => ({
  queues: [{ name: "orders", ackWaitMs, maxAttempts: null, retry: { kind: "fixed" as const, delayMs: 50 } }],
});
const jobs = (count: number, everyMs: number) => ({
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: count, everyMs }],
});
const workers = (count: number, serviceMs: number) => ({
  workers: [{ name: "worker", count, queue: "orders", handler: { kind: "work" as const, serviceMs } }],
});

/** How long the handler had a job, in its only run. */
function serviceMs(run: Run, job: string): number {
  return run.one("job-ack-sent", job).at - run.one("job-started", job).at;
}
const lives = (run: Run, actor: string): TraceEvent[] =>
  run.outcome.events.filter((event) => event.actor === actor && /^actor-(started|crashed|stopped)$/.test(event.type));
const livesText = (run: Run, actor: string) =>
  lives(run, actor).map(({ type, incarnation }) => `${type} ${incarnation}`);
const seqOf = (run: Run, actor: string, text: string) =>
  lives(run, actor).find(({ type, incarnation }) => `${type} ${incarnation}` === text)?.seq ?? Number.NaN;

export const SLOW: readonly FaultCase[] = [
  {
    id: "FS-01",
    title: "a slow worker takes so many times as long for what it begins from then on",
    scenario: shop(
      [{ kind: "slow", at: { job: "order-1", point: "before-ack" }, times: 5, forMs: 60_000 }],
      ...[LONG, patient(20_000), jobs(3, 50), workers(1, 200)],
    ),
    expects(run) {
      expect(run.one("actor-slowed")).toMatchObject({ actor: "worker-1", times: 5, forMs: 60_000 });
      expect(run.one("actor-slowed").cause).toBe(run.one("fault-injected").id);
      expect(serviceMs(run, "order-1")).toBeLessThan(900);
      for (const job of ["order-2", "order-3"]) expect(serviceMs(run, job)).toBeGreaterThanOrEqual(998);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FS-02",
    title: "its time over, a worker is as quick as before",
    scenario: shop(
      [{ kind: "slow", at: { job: "order-1", point: "before-ack" }, times: 3, forMs: 1_500 }],
      ...[LONG, patient(20_000), jobs(3, 50), workers(1, 600)],
    ),
    expects(run) {
      expect(serviceMs(run, "order-2")).toBeGreaterThanOrEqual(1_798);
      expect(serviceMs(run, "order-3")).toBeLessThan(1_700);
    },
  },
];

/** From the loss of the connection to its return, as the actor saw it. */
function away(run: Run, actor: string): { readonly lost: EventOf<"connection-lost">; readonly ms: number } {
  const [lost, restored] = [run.one("connection-lost"), run.one("connection-restored")];
  expect([lost.actor, restored.actor]).toEqual([actor, actor]);
  return { lost, ms: restored.at - lost.at };
}

export const CUTS: readonly FaultCase[] = [
  {
    id: "FC-01",
    title: "a worker that is cut off connects again after its time, and the run waits for it",
    scenario: shop([{ kind: "cut", at: { actor: "worker-1", atMs: 300 }, forMs: 1_500 }], LONG, jobs(3, 100)),
    expects(run) {
      const { ms } = away(run, "worker-1");
      expect(ms).toBeGreaterThanOrEqual(1_400);
      expect(livesText(run, "worker-1")).toEqual(["actor-started 1", "actor-stopped 1"]);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FC-02",
    title: "cut off before its ack for longer than the visibility timeout: another worker gets the job meanwhile",
    scenario: shop([{ kind: "cut", at: { job: "order-1", point: "before-ack" }, forMs: 2_500 }], LONG, patient(1_000)),
    expects(run) {
      const [first, second] = run.of("job-delivered", "order-1");
      const { lost } = away(run, first?.actor ?? "");
      expect(second?.attempt).toBe(2);
      expect(second?.actor).not.toBe(first?.actor);
      expect(second?.at).toBeGreaterThan(lost.at);
      expect(second?.at).toBeLessThan(run.one("connection-restored").at);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FC-03",
    title: "a producer that is cut off sends what it has as soon as it is connected again: nothing is lost",
    scenario: shop([{ kind: "cut", at: { actor: "shop", atMs: 250 }, forMs: 1_000 }], LONG, jobs(6, 200)),
    expects(run) {
      expect(new Set(run.of("job-acked").map(({ job }) => job)).size).toBe(6);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FC-04",
    title: "who is dead is not cut off, and a run does not wait for it",
    scenario: shop(
      [
        { kind: "crash", at: { actor: "worker-1", atMs: 100 } },
        { kind: "cut", at: { actor: "worker-1", atMs: 900 }, forMs: 600_000 },
      ],
      LONG,
      {
        workers: [
          {
            ...{ name: "worker", count: 2, queue: "orders", restartAfterMs: null },
            handler: { kind: "work", serviceMs: 20 },
          },
        ],
      },
    ),
    expects(run) {
      expect(run.of("fault-injected")).toHaveLength(2);
      expect(run.of("connection-lost")).toEqual([]);
      expect(run.broken).toEqual([]);
    },
  },
];

export const CHANGES: readonly FaultCase[] = [
  {
    id: "FD-01",
    title: "a rolling deploy: one worker after the other ends gracefully and comes as the next version; no job is lost",
    scenario: shop(
      [
        {
          ...{ kind: "rolling-deploy", workers: "worker", at: { job: "order-3", point: "before-ack" } },
          next: { handler: { kind: "charge", serviceMs: 20, key: "job" } },
        },
      ],
      ...[LONG, jobs(20, 100)],
    ),
    expects(run) {
      const twoLives = ["actor-started 1", "actor-stopped 1", "actor-started 2", "actor-stopped 2"];
      for (const actor of ["worker-1", "worker-2"]) expect(livesText(run, actor)).toEqual(twoLives);
      // The second one ends only when the first one is up again.
      expect(seqOf(run, "worker-2", "actor-stopped 1")).toBeGreaterThan(seqOf(run, "worker-1", "actor-started 2"));
      const byNew = run.of("job-acked").filter(({ incarnation }) => incarnation === 2);
      expect(run.of("effect-applied").map(({ job }) => job)).toEqual(
        expect.arrayContaining(byNew.map(({ job }) => job)),
      );
      expect(run.of("job-acked")).toHaveLength(20);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FD-02",
    title: "a run does not end before a rolling deploy is through, though all is done",
    scenario: shop(
      [{ kind: "rolling-deploy", workers: "worker", at: { job: "order-2", point: "after-ack" }, gapMs: 500 }],
      LONG,
    ),
    expects(run) {
      expect(livesText(run, "worker-2").slice(0, 3)).toEqual(["actor-started 1", "actor-stopped 1", "actor-started 2"]);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FN-01",
    title: "workers are added, and removed again: those with the highest numbers end gracefully and stay away",
    scenario: shop(
      [
        { kind: "scale", workers: "worker", to: 3, at: { job: "order-1", point: "before-ack" } },
        { kind: "scale", workers: "worker", to: 1, at: { job: "order-12", point: "before-ack" } },
      ],
      ...[LONG, jobs(15, 150), workers(1, 100)],
    ),
    expects(run) {
      const [up, down] = run.of("fault-injected");
      for (const actor of ["worker-2", "worker-3"]) {
        expect(livesText(run, actor)).toEqual(["actor-started 1", "actor-stopped 1"]);
        expect(seqOf(run, actor, "actor-started 1")).toBeGreaterThan(up?.seq ?? Infinity);
        expect(seqOf(run, actor, "actor-stopped 1")).toBeGreaterThan(down?.seq ?? Infinity);
      }
      expect(livesText(run, "worker-1")).toEqual(["actor-started 1", "actor-stopped 1"]);
      expect(Object.keys(run.outcome.report.measures.workers)).toEqual(["worker-1", "worker-2", "worker-3"]);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FN-02",
    title: "without any worker the jobs wait, and the worker that comes back does them",
    scenario: shop(
      [
        { kind: "scale", workers: "worker", to: 0, at: { job: "order-2", point: "before-ack" } },
        { kind: "scale", workers: "worker", to: 1, at: { atMs: 8_000 } },
      ],
      ...[LONG, jobs(6, 100), workers(1, 20)],
    ),
    expects(run) {
      expect(livesText(run, "worker-1").slice(0, 3)).toEqual(["actor-started 1", "actor-stopped 1", "actor-started 2"]);
      const last = run.one("job-acked", "order-6");
      expect(last.incarnation).toBe(2);
      expect(run.outcome.report.measures.queues["orders"]?.depth.max).toBeGreaterThanOrEqual(4);
      expect(run.broken).toEqual([]);
    },
  },
];
