import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeEvent } from "../../engine/trace/describe.ts";
import { decidePrediction, fillText } from "../../lab/src/lessons/figures.ts";
import { drawFrom } from "../../engine/kernel/random.ts";
import { ledgerAt } from "../../lab/src/stage/outside/ledger.ts";
import { isAboutOrders } from "../../lab/src/stage/outside/read.ts";
import { holdingsOf, type Holding } from "../../lab/src/stage/trace/holdings.ts";
import { hopsOf } from "../../lab/src/stage/trace/index-trace.ts";
import { eventsAt } from "../../lab/src/stage/trace/moments.ts";
import type { Span } from "../../lab/src/stage/trace/span-index.ts";
import { attemptsFromScratch, flaggedFromScratch, ledgerFromScratch, nextStartFromScratch } from "./from-scratch.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import type { Hop } from "../../lab/src/stage/hop.ts";
import { queueSpansOf, type QueueSpan } from "../../lab/src/stage/queue/spans.ts";
import { stageAt, type StageView } from "../../lab/src/stage/stage.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

const hopText = ({ from, to, token }: Hop) => `${token.id} ${from} ${to}`;
const spanText = ({ from, to, state, message }: QueueSpan) =>
  `${message.job} ${message.streamSequence} ${state} ${from} ${to}`;
const holdingText = ({ from, to, delivery }: Holding) => `${delivery.delivered.id} ${from} ${to}`;

/** Every shipped scenario, in each of its variants, as the lab would draw it. */
const runs: readonly { readonly name: string; readonly run: Run }[] = await Promise.all(
  SCENARIO_SOURCES.flatMap((source) => {
    const variants = source.variants?.length ? source.variants.map(({ id }) => id) : ["default"];
    return variants.map(async (variant, i) => {
      const scenario = await localRunner.check(source, source.id);
      const request = { ...requestOf(scenario, writtenSetup(scenario)), variant };
      return { name: `${source.id}, ${variant}`, run: runOf(i, request, await localRunner.run(request)) };
    });
  }),
);

describe.each(runs)("$name", ({ run }) => {
  const { index, scenario, outcome } = run;
  const nodes = new Set(index.topology.nodes.map(({ id }) => id));
  const edges = new Set(index.topology.edges.map(({ id }) => id));
  const allHops = hopsOf(index);
  // Some hundred thousand: kept only while they are looked at.
  let stages: StageView[] = [];
  beforeAll(() => {
    stages = Array.from({ length: Math.ceil(index.endMs / 7) + 1 }, (_, i) => stageAt(index, i * 7));
  });
  afterAll(() => void (stages = []));

  test("tokens move between 0 and 1, along edges that are there", () => {
    const tokens = stages.flatMap((stage) => stage.tokens);
    const isRight = ({ progress, from, to, edge }: (typeof tokens)[number]) =>
      progress >= 0 && progress <= 1 && nodes.has(from) && nodes.has(to) && edges.has(edge);
    expect(tokens.filter((token) => !isRight(token))).toEqual([]);
    expect(tokens.length).toBeGreaterThan(0);
  });

  test("every moment's sums are right: depth, slots, one place for each delivery", () => {
    const slots = new Map(index.topology.nodes.map(({ name, slots: n, prefetch }) => [name, n + prefetch]));
    const isIdle = (state: string) => state === "crashed" || state === "stopped" || state === "starting";
    const wrong = stages.flatMap(({ queues, workers, requesters }) => [
      ...queues.filter(({ depth, waiting, delayed, inFlight, givenUp }) => {
        return depth !== waiting + delayed + inFlight + givenUp;
      }),
      ...workers.filter(({ name, holding, state }) => {
        return holding.length > (isIdle(state) ? 0 : (slots.get(name) ?? 0));
      }),
      ...requesters.filter(({ asked, total, waiting, pending, holding, state }) => {
        const isWrong = asked > total || waiting !== pending.filter((row) => row.state === "waiting").length;
        return isWrong || (state === "crashed" && (holding.length > 0 || pending.length > 0));
      }),
    ]);
    expect(wrong).toEqual([]);
  });

  test("what comes from an index is what the whole trace gives from scratch, at any moment", () => {
    const allSpans = index.drawn.flatMap(queueSpansOf);
    const allHoldings = index.messages.flatMap((message) =>
      holdingsOf(message, (ack) => nextStartFromScratch(index.events, ack)),
    );
    for (let n = 0; n < 40; n++) {
      const atMs = drawFrom(1, [scenario.id, n], [-10, Math.ceil(index.endMs) + 50]);
      const held = ({ from, to }: Span) => from <= atMs && atMs < to;
      expect(index.hops.at(atMs).map(hopText)).toEqual(allHops.filter(held).map(hopText));
      expect(index.queueSpans.at(atMs).map(spanText)).toEqual(allSpans.filter(held).map(spanText));
      expect(index.holdings.at(atMs).map(holdingText)).toEqual(allHoldings.filter(held).map(holdingText));
      if (!isAboutOrders(scenario)) expect(ledgerAt(index, atMs)).toEqual(ledgerFromScratch(index, atMs));
      const seqs = index.events.flatMap(({ at, seq }) => (at === atMs ? [seq] : []));
      expect(eventsAt(index, atMs).map(({ seq }) => seq)).toEqual(seqs);
    }
    const attempts = attemptsFromScratch(index);
    const effects = allHops.flatMap(({ token: { id, kind, attempt } }) =>
      kind === "effect" ? [[id.slice("effect:".length), attempt] as const] : [],
    );
    if (!scenario.readers.some(({ handler }) => handler.kind === "charge")) expect(new Map(effects)).toEqual(attempts);
    const flagged = run.marks.flags.flatMap(({ seq, kind }) => (seq === null || kind === "decisive" ? [] : [seq]));
    expect(flagged.sort((a, b) => a - b)).toEqual(flaggedFromScratch(index.events));
  });

  test("M1, M5: a message's stay in its queue has no gaps and no overlaps; what was lost has none", () => {
    for (const message of index.messages) {
      const spans = queueSpansOf(message);
      if (message.lost) {
        expect(spans).toEqual([]);
        continue;
      }
      expect(spans[0]?.from).toBe(message.arrivedAt);
      spans.forEach((span, i) => expect(span.from).toBe(spans[i - 1]?.to ?? message.arrivedAt));
      expect(spans.at(-1)?.to).toBe(message.deletedAt);
    }
  });

  test("the depth drawn is what the broker itself said, whenever it was asked", () => {
    for (const event of outcome.events) {
      if (event.type !== "queue-observed") continue;
      // The answer is as old as its way back.
      const drawn = stageAt(index, event.at - index.hopMs).queues.find(({ name }) => name === event.queue);
      expect([drawn?.depth, drawn?.deadLetters.count], `at ${event.at}`).toEqual([event.stored, event.deadLetters]);
    }
  });

  test("a log's events and its readers' lags are what the broker itself said, whenever it was asked", () => {
    for (const event of outcome.events) {
      if (event.type !== "log-observed") continue;
      const drawn = stageAt(index, event.at - index.hopMs).logs.find(({ name }) => name === event.log);
      expect(drawn?.stored, `at ${event.at}`).toBe(event.stored);
      // Who has just come, or just gone back, has no offsets for a moment.
      for (const { reader, lag } of drawn?.lags ?? [])
        if (lag !== null && event.left[reader] !== undefined)
          expect([reader, lag], `at ${event.at}`).toEqual([reader, event.left[reader]]);
    }
  });

  test("at the end the stage agrees with the report", () => {
    const end = stageAt(index, index.endMs);
    expect(end.tokens).toEqual([]);
    const { counts, ledger } = outcome.report;
    const consumers = [...end.workers, ...end.requesters, ...end.coordinators];
    expect(consumers.reduce((sum, { runs: n }) => sum + n, 0)).toBe(counts["job-started"] ?? 0);
    expect(end.workers.reduce((sum, { leftUndone: n }) => sum + n, 0)).toBe(counts["job-expired"] ?? 0);
    expect(end.readers.reduce((sum, { read }) => sum + read, 0)).toBe(counts["event-handled"] ?? 0);
    expect(end.producers.every(({ finished }) => finished)).toBe(true);
    if (end.ledger) expect({ expected: end.ledger.expected, actual: end.ledger.actual }).toEqual(ledger);
  });

  test("every event is a sentence, and every job has a life that begins with its sending, a deadline's with its setting", () => {
    for (const event of outcome.events) expect(describeEvent(event)).not.toMatch(/undefined|NaN/);
    for (const job of new Set(index.messages.map((message) => message.job))) {
      const life = jobLife(index, job);
      expect(life[0]?.text).toMatch(
        index.sends.some(({ sent }) => sent.job === job) ? /^sent by/ : /^set by (coordinator-|a process that crashed)/,
      );
      life.forEach((step, i) => expect(step.at).toBeGreaterThanOrEqual(life[i - 1]?.at ?? 0));
    }
  });

  test("the lesson's texts find their figures, its moment and its answer", () => {
    const { lesson } = scenario;
    if (!lesson) return;
    for (const said of lesson.happened) {
      const text = fillText(said, outcome.events)
        .map((part) => part.text)
        .join("");
      expect(text).not.toMatch(/[{}]/);
    }
    expect(decidePrediction(lesson, outcome.events)).not.toBeNull();
  });
});
