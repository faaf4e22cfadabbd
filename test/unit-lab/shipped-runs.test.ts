import { describe, expect, test } from "vitest";
import { describeEvent } from "../../engine/trace/describe.ts";
import { decidePrediction, tell } from "../../lab/src/lessons/figures.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { queueSpansOf } from "../../lab/src/stage/queue/spans.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { requestOf, runOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

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
  const stages = Array.from({ length: Math.ceil(index.endMs / 7) + 1 }, (_, i) => stageAt(index, i * 7));

  test("tokens move between 0 and 1, along edges that are there", () => {
    let seen = 0;
    for (const token of stages.flatMap((stage) => stage.tokens)) {
      seen++;
      expect(token.progress).toBeGreaterThanOrEqual(0);
      expect(token.progress).toBeLessThanOrEqual(1);
      expect(nodes.has(token.from) && nodes.has(token.to) && edges.has(token.edge)).toBe(true);
    }
    expect(seen).toBeGreaterThan(0);
  });

  test("every moment's sums are right: depth, slots, one place for each delivery", () => {
    for (const { queues, workers, requesters } of stages) {
      for (const queue of queues)
        expect(queue.depth).toBe(queue.waiting + queue.delayed + queue.inFlight + queue.givenUp);
      workers.forEach(({ name, holding, state }) => {
        const node = index.topology.nodes.find((candidate) => candidate.name === name);
        expect(holding.length).toBeLessThanOrEqual((node?.slots ?? 0) + (node?.prefetch ?? 0));
        if (state === "crashed" || state === "stopped" || state === "starting") expect(holding).toEqual([]);
      });
      for (const { asked, total, waiting, pending, holding, state } of requesters) {
        expect(asked).toBeLessThanOrEqual(total);
        expect(waiting).toBe(pending.filter((row) => row.state === "waiting").length);
        if (state === "crashed") expect([holding, pending]).toEqual([[], []]);
      }
    }
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
        index.sends.some(({ sent }) => sent.job === job) ? /^sent by/ : /^set by (coordinator-|somebody who)/,
      );
      life.forEach((step, i) => expect(step.at).toBeGreaterThanOrEqual(life[i - 1]?.at ?? 0));
    }
  });

  test("the lesson's texts find their figures, its moment and its answer", () => {
    const { lesson } = scenario;
    if (!lesson) return;
    for (const parts of tell([...lesson.situation, ...lesson.happened], { scenario, events: outcome.events }))
      expect(parts.map((part) => part.text).join("")).not.toMatch(/[{}]/);
    expect(decidePrediction(lesson, outcome.events)).not.toBeNull();
  });
});
