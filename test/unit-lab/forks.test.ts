import { expect } from "vitest";
import { whyNot } from "../../lab/src/stage/actor/interventions.ts";
import { queueSpansOf } from "../../lab/src/stage/queue/spans.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { intervene, requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import { every, testSampled } from "../support/sampled.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

/** Crashes by hand all over the shipped scenarios: where the derived story meets what nobody wrote a fixture for. */
const MOMENTS = 12;

async function writtenRun(id: string): Promise<Run> {
  const source = SCENARIO_SOURCES.find((candidate) => candidate.id === id);
  const scenario = await localRunner.check(source, id);
  const request = requestOf(scenario, writtenSetup(scenario));
  return runOf(0, request, await localRunner.run(request));
}

/** The run with a worker crashed at a moment; null when no worker runs then. */
async function forkAt(run: Run, atMs: number, turn: number): Promise<Run | null> {
  const running = [...run.index.incarnations.keys()].filter(
    (actor) =>
      run.scenario.producers.every(({ name }) => name !== actor) &&
      whyNot(run.index, { kind: "crash", actor }, atMs) === null,
  );
  const actor = running[turn % Math.max(1, running.length)];
  const interventions = actor === undefined ? null : intervene(run, { kind: "crash", actor }, atMs);
  if (!interventions) return null;
  const request = { ...run.request, interventions };
  return runOf(1, request, await localRunner.run(request));
}

function expectSamePast(before: Run, after: Run): void {
  const last = after.request.interventions.at(-1)?.afterTick ?? -1;
  const past = before.outcome.events
    .filter(({ tick }) => tick !== null && tick <= last)
    .map((event) => JSON.stringify(event));
  expect(after.outcome.events.slice(0, past.length).map((event) => JSON.stringify(event))).toEqual(past);
}

function expectDrawnAsObserved({ index, outcome }: Run): void {
  for (const event of outcome.events) {
    if (event.type !== "queue-observed") continue;
    // What reaches the broker in the very millisecond of the look may come before or after it.
    const asked = event.at - index.hopMs;
    const drawn = [asked, asked - 0.5].map((atMs) => {
      const queue = stageAt(index, atMs).queues.find(({ name }) => name === event.queue);
      return [queue?.depth, queue?.deadLetters.count];
    });
    const text = `at ${event.at}, ${JSON.stringify(outcome.header.interventions)}`;
    expect(drawn, text).toContainEqual([event.stored, event.deadLetters]);
  }
  for (const message of index.messages) {
    const spans = queueSpansOf(message);
    if (message.lost) {
      expect(spans).toEqual([]);
      continue;
    }
    spans.forEach((span, i) => expect(span.from).toBe(spans[i - 1]?.to ?? message.arrivedAt));
    expect(spans.at(-1)?.to).toBe(message.deletedAt);
  }
}

testSampled(
  SCENARIO_SOURCES.map(({ id }) => [id] as const),
  every(3),
)(
  "%s: a worker crashed at any moment leaves the past as it was, and what is drawn is what the broker says",
  async (id) => {
    const written = await writtenRun(id);
    let forks = 0;
    for (let turn = 0; turn < MOMENTS; turn++) {
      const atMs = Math.floor((written.index.endMs * (turn + 0.5)) / MOMENTS);
      const fork = await forkAt(written, atMs, turn);
      if (!fork) continue;
      forks++;
      expectSamePast(written, fork);
      expectDrawnAsObserved(fork);
      const crashed = fork.outcome.events.filter(({ type, at }) => type === "actor-crashed" && at === atMs);
      expect(crashed).toHaveLength(1);
    }
    expect(forks).toBeGreaterThan(3);
  },
);
