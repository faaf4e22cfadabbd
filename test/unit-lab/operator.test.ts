import { describe, expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { RunRequest } from "../../engine/scenario/run/run-types.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import type { TraceEvent } from "../../engine/trace/events.ts";
import { indexTrace } from "../../lab/src/stage/trace/index-trace.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { stageAt, tokensAt } from "../../lab/src/stage/stage.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";
import { dlqOperator } from "../../scenarios/dlq-desk.ts";
import { fork, requestFor } from "../support/runs.ts";

const scenario = validateScenario(dlqOperator, "dlq-desk");
const indexOf = (events: readonly TraceEvent[]): TraceIndex => indexTrace({ scenario, broker: "sim", events });
const { events } = await runVirtual(requestFor(scenario));
const index = indexOf(events);

const dlqAt = (of: TraceIndex, atMs: number) => {
  const { deadLetters } = stageAt(of, atMs).queues[0] ?? {};
  if (!deadLetters) throw new Error("no queue");
  return deadLetters;
};
const momentOf = (matches: (event: TraceEvent) => boolean): number => {
  const found = events.find(matches);
  if (!found) throw new Error("no such event");
  return found.at;
};
const replayOf = (job: string) =>
  momentOf((event) => event.type === "job-sent" && event.deadLetter !== undefined && event.job === job);

describe("the dead-letter queue, and who sees to it", () => {
  test("what lies there is told by cause, and is there until it is deleted", () => {
    const dlq = dlqAt(
      index,
      momentOf(({ type }) => type === "dead-letters-listed"),
    );
    expect(dlq.groups.map(({ reason, deadLetters }) => [reason, deadLetters.map(({ job }) => job)])).toEqual([
      ['amountCents is "twenty", not a whole number', ["order-2", "order-5", "order-6"]],
      ["given up after 1 delivery that nobody finished", ["order-3"]],
    ]);
    const sent = replayOf("order-2");
    const whileSent = dlqAt(index, sent + 1).deadLetters.find(({ job }) => job === "order-2");
    expect(whileSent?.leaving).toBe("replayed");
    const gone = momentOf((event) => event.type === "job-replayed" && event.job === "order-2");
    expect(dlqAt(index, gone).jobs).not.toContain("order-2");
  });

  test("a replay travels from the dead-letter queue, with its word; what was edited is poison no more", () => {
    const [edited] = tokensAt(index, replayOf("order-2") + 1);
    expect(edited).toMatchObject({ from: "dead-letters:orders", to: "queue:orders", word: "edited", poison: false });
    const [same] = tokensAt(index, replayOf("order-3") + 1);
    expect(same).toMatchObject({ from: "dead-letters:orders", word: "unchanged" });
    const charges = Array.from({ length: index.endMs }, (_, at) => tokensAt(index, at)).flat();
    expect(charges.filter(({ kind, poison }) => kind === "effect" && poison)).toEqual([]);
  });

  test("the clerk's state, and what was done last, in short", () => {
    const [before] = stageAt(index, 0).operators;
    expect([before?.state, before?.last]).toEqual(["starting", null]);
    const [during] = stageAt(index, replayOf("order-5") + 1).operators;
    expect([during?.state, during?.last, during?.replayed]).toEqual(["working", "replaying order-5", 1]);
    const [end] = stageAt(index, index.endMs).operators;
    expect([end?.state, end?.last, end?.replayed, end?.discarded]).toEqual(["stopped", "finished", 3, 1]);
  });

  test("a message's life tells of the operator", () => {
    const texts = (job: string) => jobLife(index, job).map(({ text }) => text);
    expect(texts("order-2")).toEqual(
      expect.arrayContaining([
        "clerk looked at it without consuming it",
        "clerk found it among ‘failed’",
        'replayed by clerk, edited: {"order":"order-2","amountCents":2000}',
        "removed from the dead-letter queue",
      ]),
    );
    expect(texts("order-6").at(-1)).toBe("discarded by clerk: the customer has cancelled it");
  });
});

test("DL2: a clerk who was paused hears late of what was deleted in time", async () => {
  const gone = events.find((event) => event.type === "job-replayed" && event.job === "order-2");
  if (!gone) throw new Error("order-2 was not replayed");
  const of = (all: TraceIndex) => all.deadLetters.find(({ job }) => job === "order-2")?.to;
  // Between the deletion and the word of it.
  const pausedAt = gone.at - index.hopMs / 2;
  const afterTick = (gone.tick ?? 0) - 1;
  const request = requestFor(scenario);
  const paused = await fork(
    request,
    { afterTick, atMs: pausedAt, action: { kind: "pause", actor: "clerk" } },
    { afterTick: afterTick + 5, atMs: pausedAt + 500, action: { kind: "resume", actor: "clerk" } },
  );
  const told = paused.events.find((event) => event.type === "job-replayed" && event.job === "order-2");
  const resumed = paused.events.find(({ type }) => type === "actor-resumed");
  expect([told?.at, (told?.at ?? 0) > gone.at]).toEqual([resumed?.at, true]);
  expect(of(indexOf(paused.events))).toBe(of(index));
});

describe("DL2, DL3: a clerk who dies, at whatever moment, leaves as many dead letters as the broker says", () => {
  const alone = validateScenario(
    {
      ...dlqOperator,
      limitMs: 20_000,
      operators: (dlqOperator.operators ?? []).map((operator) => ({ ...operator, restartAfterMs: null })),
    },
    "nobody takes over",
  );
  const request: RunRequest = requestFor(alone);
  const from = events.find(({ type }) => type === "dead-letter-discarded")?.tick ?? 0;
  const to = events.findLast(({ type }) => type === "job-replayed")?.tick ?? 0;
  const ticks = Array.from({ length: to - from + 8 }, (_, i) => from - 4 + i);

  test.each(ticks)("after tick %i", async (afterTick) => {
    const forked = await fork(request, { afterTick, atMs: 0, action: { kind: "crash", actor: "clerk" } });
    const seen = forked.events.findLast((event) => event.type === "queue-observed");
    const drawn = indexTrace({ scenario: alone, broker: "sim", events: forked.events });
    expect(dlqAt(drawn, drawn.endMs).count).toBe(seen?.deadLetters);
  });
});
