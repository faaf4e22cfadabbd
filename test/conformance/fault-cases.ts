import { expect } from "vitest";
import type { RunOutcome } from "../../engine/scenario/run/run-types.ts";
import type { Scenario, ScenarioSource } from "../../engine/scenario/schema.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import type { EventOf, EventType } from "../../engine/trace/events.ts";

/** One planned fault in a small scenario, and what must come of it in a whole run on any broker. */
export type FaultCase = {
  readonly id: string;
  readonly title: string;
  readonly scenario: Scenario;
  expects(run: Run): void;
};

/** A run's events by what they are. */
export class Run {
  readonly outcome: RunOutcome;
  constructor(outcome: RunOutcome) {
    this.outcome = outcome;
  }

  of<T extends EventType>(type: T, job?: string): EventOf<T>[] {
    const all = this.outcome.events.filter((event): event is EventOf<T> => event.type === type);
    return job === undefined ? all : all.filter((event) => "job" in event && event.job === job);
  }

  one<T extends EventType>(type: T, job?: string): EventOf<T> {
    const [found, ...more] = this.of(type, job);
    if (!found || more.length > 0)
      throw new Error(`${type} of ${job ?? "anything"}: found ${more.length + (found ? 1 : 0)}`);
    return found;
  }

  /** Invariants that do not hold, with their details. */
  get broken(): string[] {
    return this.outcome.report.checks
      .filter(({ kind, outcome }) => kind === "invariant" && outcome !== "passed")
      .map(({ id, detail }) => `${id}: ${detail}`);
  }
}

const SHOP: ScenarioSource = {
  id: "faults",
  title: "Faults",
  shows: "What a planned fault does.",
  limitMs: 20_000,
  queues: [{ name: "orders", ackWaitMs: 700, maxAttempts: null, retry: { kind: "fixed", delayMs: 50 } }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 2, everyMs: 100 }],
  workers: [{ name: "worker", count: 2, queue: "orders", handler: { kind: "work", serviceMs: 20 } }],
};
const LIMIT: Partial<ScenarioSource> = { limitMs: 3_000 };
const CHARGED = (key: "none" | "job"): Partial<ScenarioSource> => ({
  workers: [{ name: "worker", count: 2, queue: "orders", handler: { kind: "charge", serviceMs: 20, key } }],
});
const ASKED = (timeoutMs: number, tries = 1): Partial<ScenarioSource> => ({
  ...CHARGED("job"),
  producers: [],
  requesters: [{ name: "web", queue: "orders", requestName: "order", requests: 1, timeoutMs, tries }],
});

export function shop(faults: ScenarioSource["faults"], ...changes: Partial<ScenarioSource>[]): Scenario {
  return validateScenario(Object.assign({}, SHOP, { faults }, ...changes) as ScenarioSource, "fault case");
}

/** Nobody heard anything of the paused, and it lasted. */
function expectSilence(run: Run, actor: string, forMs: number): void {
  const [paused, resumed] = [run.one("actor-paused"), run.one("actor-resumed")];
  expect([paused.actor, paused.by, resumed.actor, resumed.by]).toEqual([actor, "fault", actor, "fault"]);
  expect(resumed.cause).toBe(paused.id);
  expect(resumed.at - paused.at).toBeGreaterThanOrEqual(forMs - 2);
  const own = run.outcome.events.filter((event) => event.actor === actor);
  const between = own.filter(({ at }) => at > paused.at && at < resumed.at);
  expect(between.map(({ type }) => type)).toEqual([]);
}

export const PAUSES: readonly FaultCase[] = [
  {
    id: "FR-01",
    title:
      "paused before its ack for longer than the visibility timeout: another does the job, and the late ack counts",
    scenario: shop([{ kind: "pause", at: { job: "order-1", point: "before-ack" }, forMs: 1_500 }]),
    expects(run) {
      const { actor } = run.one("actor-paused");
      expectSilence(run, actor, 1_500);
      expect(run.one("fault-injected")).toMatchObject({ what: "pause before-ack", target: actor, job: "order-1" });
      const delivered = run.of("job-delivered", "order-1");
      expect(delivered.map(({ attempt }) => attempt)).toEqual([1, 2]);
      expect(delivered[0]?.actor).toBe(actor);
      expect(delivered[1]?.actor).not.toBe(actor);
      const acked = run.of("job-acked", "order-1");
      expect(acked.map(({ attempt }) => attempt)).toEqual([2, 1]);
      expect(acked[1]?.actor).toBe(actor);
      expect(acked[1]?.at).toBeGreaterThanOrEqual(run.one("actor-resumed").at);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FR-02",
    title: "paused before its effect: it charges after its time, when another has charged long ago",
    scenario: shop(
      [{ kind: "pause", at: { actor: "worker-1", point: "before-effect" }, forMs: 1_500 }],
      CHARGED("none"),
    ),
    expects(run) {
      expectSilence(run, "worker-1", 1_500);
      const { job } = run.one("fault-injected");
      expect(run.of("effect-applied", job ?? "")).toHaveLength(2);
      expect(run.broken.map((text) => text.split(":")[0])).toEqual(["effects-at-most-once"]);
    },
  },
  {
    id: "FR-03",
    title: "a producer paused at a time goes on with what it had left to send",
    scenario: shop([{ kind: "pause", at: { actor: "shop", atMs: 250 }, forMs: 700 }], {
      producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 5, everyMs: 200 }],
    }),
    expects(run) {
      expectSilence(run, "shop", 700);
      expect(run.of("job-acked")).toHaveLength(5);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FR-04",
    title: "a run does not end while somebody is paused, though all is done",
    scenario: shop([{ kind: "pause", at: { actor: "worker-2", atMs: 2_000 }, forMs: 3_000 }]),
    expects(run) {
      expectSilence(run, "worker-2", 3_000);
      expect(run.of("job-acked").at(-1)?.at).toBeLessThan(run.one("actor-resumed").at);
      expect(run.of("actor-stopped").map(({ actor }) => actor)).toContain("worker-2");
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FR-05",
    title: "a paused actor can crash, and comes back as the next incarnation",
    scenario: shop(
      [
        { kind: "pause", at: { job: "order-1", point: "before-ack" }, forMs: 60_000 },
        // Long after a process has started on a busy machine: a crash that comes first would find nobody paused.
        { kind: "crash", at: { actor: "worker-1", atMs: 2_000 } },
      ],
      { workers: [{ name: "worker", queue: "orders", handler: { kind: "work", serviceMs: 20 }, restartAfterMs: 100 }] },
    ),
    expects(run) {
      const own = run.outcome.events.filter(({ actor, type }) => actor === "worker-1" && type.startsWith("actor-"));
      expect(own.map(({ type, incarnation }) => `${type} ${incarnation}`)).toEqual([
        "actor-started 1",
        "actor-paused 1",
        "actor-crashed 1",
        "actor-started 2",
        "actor-stopped 2",
      ]);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FR-06",
    title: "a run that reaches its limit lets the paused go on, and they end gracefully",
    scenario: shop([{ kind: "pause", at: { job: "order-2", point: "before-ack" }, forMs: 60_000 }], LIMIT, {
      workers: [{ name: "worker", queue: "orders", handler: { kind: "work", serviceMs: 20 } }],
    }),
    expects(run) {
      const ends = run.outcome.events.filter(({ actor, type }) => actor === "worker-1" && type.startsWith("actor-"));
      expect(ends.map(({ type }) => type)).toEqual(["actor-started", "actor-paused", "actor-resumed", "actor-stopped"]);
      expect(run.broken.map((text) => text.split(":")[0])).toEqual(["everything-ends"]);
    },
  },
  {
    id: "FR-07",
    title: "pauses as short as can be, at one point after the other, end as well",
    scenario: shop(
      (["before-ack", "after-ack"] as const).flatMap((point) =>
        ["order-1", "order-2"].map((job) => ({ kind: "pause", at: { job, point }, forMs: 1 }) as const),
      ),
    ),
    expects(run) {
      const ends = run.outcome.events.flatMap(({ type }) => (/^actor-(pau|res)/.test(type) ? [type] : []));
      expect([...ends].sort()).toEqual([...Array(4).fill("actor-paused"), ...Array(4).fill("actor-resumed")]);
      expect(run.of("job-acked")).toHaveLength(2);
      expect(run.broken).toEqual([]);
    },
  },
];

export const ON_THE_WIRE: readonly FaultCase[] = [
  {
    id: "FW-01",
    title: "a lost job: its sender believes it stored, nobody ever gets it, and the verdict names it",
    scenario: shop([{ kind: "wire", what: "lose", job: "order-1" }]),
    expects(run) {
      expect(run.one("job-stored", "order-1").streamSequence).toBe(run.one("job-lost").streamSequence);
      expect(run.of("job-delivered", "order-1")).toEqual([]);
      expect(run.broken).toEqual(["nothing-lost: confirmed to its sender and gone: order-1."]);
      expect(run.outcome.report.sentence).toContain("Of 2 jobs, 1 is done, 1 lost");
    },
  },
  {
    id: "FW-02",
    title: "a lost answer: the card is charged, the worker has acknowledged, and the requester waits in vain",
    scenario: shop([{ kind: "wire", what: "lose", job: "reply-order-1-1" }], ASKED(700)),
    expects(run) {
      expect(run.of("effect-applied")).toHaveLength(1);
      expect(run.of("job-acked", "order-1")).toHaveLength(1);
      expect(run.of("request-timed-out")).toHaveLength(1);
      expect(run.of("reply-received")).toEqual([]);
      expect(run.broken).toEqual(["nothing-lost: confirmed to its sender and gone: reply-order-1-1."]);
    },
  },
  {
    id: "FW-03",
    title: "a lost answer and a second try: answered, and with a key charged once",
    scenario: shop([{ kind: "wire", what: "lose", job: "reply-order-1-1" }], ASKED(700, 2)),
    expects(run) {
      expect(run.one("reply-received")).toMatchObject({ request: "order-1", try: 2 });
      expect([run.of("effect-applied").length, run.of("effect-deduplicated").length]).toEqual([1, 1]);
    },
  },
  {
    id: "FW-04",
    title: "a duplicated job is done twice, and nothing is lost",
    scenario: shop([{ kind: "wire", what: "duplicate", job: "order-1" }], CHARGED("none")),
    expects(run) {
      const original = run.one("job-stored", "order-1").streamSequence;
      const copy = run.one("job-duplicated").streamSequence;
      expect(copy).not.toBe(original);
      const acked = run.of("job-acked", "order-1");
      expect(new Set(acked.map(({ streamSequence }) => streamSequence))).toEqual(new Set([original, copy]));
      expect(run.of("effect-applied", "order-1")).toHaveLength(2);
      expect(run.broken.map((text) => text.split(":")[0])).toEqual(["effects-at-most-once"]);
    },
  },
  {
    id: "FW-05",
    title: "a copy that comes when all has been done is waited for, and done as well",
    scenario: shop([{ kind: "wire", what: "duplicate", job: "order-2", delayMs: 1_500 }]),
    expects(run) {
      expect(run.of("job-acked", "order-2")).toHaveLength(2);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FW-06",
    title: "a duplicated answer is taken once",
    scenario: shop([{ kind: "wire", what: "duplicate", job: "reply-order-1-1" }], ASKED(3_000)),
    expects(run) {
      expect([run.of("reply-received").length, run.of("reply-duplicate").length]).toEqual([1, 1]);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FW-07",
    title: "a delayed job is overtaken, and done",
    scenario: shop([{ kind: "wire", what: "delay", job: "order-1", delayMs: 800 }]),
    expects(run) {
      expect(run.of("job-delivered").map(({ job }) => job)).toEqual(["order-2", "order-1"]);
      expect(run.one("job-stored", "order-1").at - run.one("job-sent", "order-1").at).toBeGreaterThanOrEqual(798);
      expect(run.broken).toEqual([]);
    },
  },
  {
    id: "FW-08",
    title: "a delayed answer comes late, and the run waits for it",
    scenario: shop([{ kind: "wire", what: "delay", job: "reply-order-1-1", delayMs: 1_500 }], ASKED(500), {
      queues: [{ name: "orders", ackWaitMs: 5_000 }],
      workers: [{ name: "worker", queue: "orders", handler: { kind: "work", serviceMs: 20 }, reply: "after-ack" }],
    }),
    expects(run) {
      expect(run.of("request-timed-out")).toHaveLength(1);
      expect(run.of("reply-late")).toHaveLength(1);
      expect(run.broken).toEqual([]);
    },
  },
];
