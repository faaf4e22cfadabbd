import { beforeAll, expect, test } from "vitest";
import { reportOn } from "../../../engine/scenario/run/report.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { RunOutcome } from "../../../engine/scenario/run/run-types.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";

/** A judge who passes what was tampered with judges nothing: real traces, each with one thing changed. */
const SUBJECTS = {
  crash: ["crash-redelivery", "default"],
  charge: ["double-charge", "with-key"],
  poison: ["poison-dlq", "with-limit"],
  compete: ["competing-consumers", "five-workers"],
} as const;
type Subject = keyof typeof SUBJECTS;

const runs = new Map<Subject, RunOutcome>();
beforeAll(async () => {
  for (const [subject, [id, variant]] of Object.entries(SUBJECTS))
    runs.set(subject as Subject, await runVirtual(requestFor(scenarioById(id), { variant })));
});

type Change = (events: readonly TraceEvent[]) => TraceEvent[];
type Picked = (event: TraceEvent) => boolean;

const dropping =
  (picked: Picked): Change =>
  (events) =>
    events.filter((event) => !picked(event));
const changing =
  (picked: Picked, change: (event: TraceEvent) => object): Change =>
  (events) =>
    events.map((event) => (picked(event) ? ({ ...event, ...change(event) } as TraceEvent) : event));
const doubling =
  (picked: Picked): Change =>
  (events) =>
    events.flatMap((event) => (picked(event) ? [event, { ...event, id: `${event.id}-again` }] : [event]));
const of =
  (type: TraceEvent["type"], job?: string, attempt?: number): Picked =>
  (event) =>
    event.type === type &&
    (job === undefined || ("job" in event && event.job === job)) &&
    (attempt === undefined || ("attempt" in event && event.attempt === attempt));
const either =
  (...picks: Picked[]): Picked =>
  (event) =>
    picks.some((pick) => pick(event));

const ALTERED: readonly [name: string, subject: Subject, change: Change, caughtBy: string[]][] = [
  [
    "a job's acks dropped",
    "crash",
    dropping(either(of("job-ack-sent", "order-2"), of("job-acked", "order-2"))),
    ["nothing-lost"],
  ],
  [
    "a second effect added",
    "crash",
    doubling(of("effect-applied", "order-1")),
    ["everybody-paid-once", "effects-at-most-once"],
  ],
  ["an effect dropped", "crash", dropping(of("effect-applied", "order-4")), ["everybody-paid-once"]],
  [
    "the redelivery moved before the deadline",
    "crash",
    changing(of("job-delivered", "order-3", 2), () => ({ at: 4_000 })),
    ["comes-back"],
  ],
  ["the redelivery dropped", "crash", dropping(of("job-delivered", "order-3", 2)), ["comes-back", "second-delivery"]],
  [
    "the redelivery counted as the first",
    "crash",
    changing(of("job-delivered", "order-3", 2), () => ({ attempt: 1 })),
    ["comes-back", "second-delivery"],
  ],
  ["the crash dropped", "crash", dropping(of("actor-crashed")), ["comes-back", "one-crash"]],
  ["the producer's end dropped", "crash", dropping(of("producer-finished")), ["everything-ends"]],
  ["something left in the queue", "crash", changing(of("queue-observed"), () => ({ stored: 1 })), ["everything-ends"]],
  [
    "an amount changed",
    "charge",
    changing(of("effect-applied", "order-1"), () => ({ amountCents: 2_001 })),
    ["key-repairs-it"],
  ],
  [
    "the recognised repetition made a charge",
    "charge",
    changing(of("effect-deduplicated"), () => ({ type: "effect-applied" })),
    ["key-repairs-it", "still-twice-run", "effects-at-most-once"],
  ],
  [
    "a failure made up",
    "charge",
    changing(of("job-started", "order-1"), () => ({ type: "job-failed", error: "x" })),
    ["all-green"],
  ],
  ["the dead letter dropped", "poison", dropping(of("job-dead-lettered")), ["goes-to-dead-letters"]],
  [
    "another job's dead letter",
    "poison",
    changing(of("job-dead-lettered"), () => ({ job: "order-3" })),
    ["goes-to-dead-letters"],
  ],
  [
    "given up one attempt early",
    "poison",
    changing(of("job-dead-lettered"), () => ({ attempt: 2 })),
    ["goes-to-dead-letters"],
  ],
  ["one failed delivery dropped", "poison", dropping(of("job-delivered", "order-2", 2)), ["three-attempts"]],
  ["a job delivered twice", "compete", doubling(of("job-delivered", "photo-5")), ["exactly-one-worker"]],
  [
    "a job that waited long",
    "compete",
    changing(of("job-delivered", "photo-5"), ({ at }) => ({ at: at + 5_000 })),
    ["producer-is-the-limit"],
  ],
  ["all done by one worker", "compete", changing(of("job-acked"), () => ({ actor: "resizer-1" })), ["work-is-shared"]],
];

test.each(ALTERED)("%s is caught (%s)", (_name, subject, change, caughtBy) => {
  const { header, events } = runs.get(subject) as RunOutcome;
  const changed = change(events);
  expect(changed).not.toEqual(events);
  const report = reportOn(header, changed, 0);
  const failed = report.checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);
  expect(failed).toEqual(expect.arrayContaining(caughtBy));
  expect(report.verdict).toBe("failed");
  for (const id of caughtBy) expect(report.sentence).toContain(id);
});

test.each(Object.keys(SUBJECTS) as Subject[])("the unaltered run of '%s' passes, judged in the same way", (subject) => {
  const { header, events, report } = runs.get(subject) as RunOutcome;
  expect({ ...reportOn(header, events, 0), wallMs: 0 }).toEqual({ ...report, wallMs: 0 });
  expect(report.verdict).toBe("passed");
});

test("any changed byte changes the digest", () => {
  const { header, events, report } = runs.get("crash") as RunOutcome;
  const digests = [
    dropping(of("actor-stopped")),
    changing(of("job-acked", "order-1"), ({ at }) => ({ at: at + 1 })),
    changing(of("job-sent", "order-1"), () => ({ tick: 0 })),
  ].map((change) => reportOn(header, change(events), 0).traceDigest);
  expect(new Set([report.traceDigest, ...digests]).size).toBe(4);
});
