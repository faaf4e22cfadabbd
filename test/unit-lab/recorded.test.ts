import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { drawInt } from "../../engine/kernel/random.ts";
import { encodeTrace } from "../../engine/scenario/trace-codec.ts";
import type { RunOutcome } from "../../engine/scenario/run/run-types.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { stageAt, tokensAt } from "../../lab/src/stage/stage.ts";
import { rowOf } from "../../lab/src/panels/events/event-rows.ts";
import { createSession } from "../../lab/src/session/create-session.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { replay } from "../../lab/src/session/replay.ts";
import type { MainSession, Run } from "../../lab/src/session/types.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { requestFor, scenarioById } from "../support/runs.ts";
import { TestFrames } from "./frames.ts";

/** What a session makes of a stored trace: the same run as its own, and no harm from a bad one. */
let session: MainSession;
let outcome: RunOutcome;
let text: string;

beforeAll(async () => {
  outcome = await runVirtual(requestFor(scenarioById("crash-redelivery")));
  text = encodeTrace(outcome);
});
beforeEach(() => {
  session = createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames: new TestFrames() });
});

const state = () => session.getState();
const shown = (): Run => {
  const { run } = state();
  if (!run)
    throw new Error(
      state()
        .notices.map((notice) => notice.text)
        .join("; "),
    );
  return run;
};
const file = (content: string | Blob, name = "run.jsonl") => new File([content], name);

describe("a stored trace", () => {
  test("is shown and judged like the run that wrote it, and nothing of it is hidden", async () => {
    expect(await session.openTrace(file(text))).toBe(true);
    expect(state()).toMatchObject({ status: "ready", recorded: { file: "run.jsonl" }, variant: "default", seed: 7 });
    expect(shown().outcome.events).toEqual(outcome.events);
    expect(shown().outcome.report).toEqual({ ...outcome.report, wallMs: 0 });
    expect(state().scenario?.lesson).toBeUndefined();
    expect(state().checks).toEqual(outcome.report.checks);
    session.seek(2_000);
    expect(session.nextEvent()).toBe(true);
  });

  test("of several runs shows the first, and the others as branches", async () => {
    const source = scenarioById("double-charge");
    const runs = await Promise.all(
      ["without-key", "with-key"].map((variant) => runVirtual(requestFor(source, { variant }))),
    );
    await session.openTrace(file(`${encodeTrace(outcome)}${runs.map(encodeTrace).join("")}`));
    expect(state().branches).toHaveLength(3);
    const last = state().branches[2];
    session.showBranch(last?.id ?? 0);
    expect(state()).toMatchObject({ variant: "with-key", scenario: { id: "double-charge", knobs: [], variants: [] } });
    expect(shown().outcome.report.verdict).toBe(runs[1]?.report.verdict);
  });

  test("is a lesson's own run no more: the lesson opens anew, and the trace can be shown again", async () => {
    await session.openTrace(file(text));
    expect(session.isOn("crash-redelivery")).toBe(false);
    await session.select("crash-redelivery");
    expect(session.isOn("crash-redelivery")).toBe(true);
    expect(state().recorded).toBeNull();
    expect(session.showTrace()).toBe(true);
    expect(shown().outcome.events).toEqual(outcome.events);
  });

  test("M2: cannot be changed, and says where it can", async () => {
    await session.openTrace(file(text));
    const before = shown();
    session.seek(3_000);
    const commands = [
      () => session.crash("worker-2"),
      () => session.setKnob("ack-wait", 1_000),
      () => session.setSeed(9),
      () => session.setBroker("wasm"),
    ];
    for (const command of commands) {
      await command();
      expect(state()).toMatchObject({ run: before, status: "ready" });
      expect(state().notices.at(-1)?.text).toMatch(/recorded: it cannot be changed/);
    }
  });

  test("starting over goes to its start", async () => {
    await session.openTrace(file(text));
    session.seek(2_000);
    await session.startOver();
    expect(session.playhead.get()).toBe(0);
    expect(state().notices).toEqual([]);
  });

  test("run here is the same run, made anew", async () => {
    await session.openTrace(file(text));
    const link = await session.link();
    expect(await session.openLink(link)).toBe(true);
    expect(state()).toMatchObject({ recorded: null, seed: 7 });
    expect(shown().outcome.events).toEqual(outcome.events);
  });
});

describe("M1: a file that cannot be shown", () => {
  const broken: readonly (readonly [name: string, content: () => string, says: RegExp])[] = [
    ["a line that is cut", () => text.slice(0, -20), /run\.jsonl, line \d+: is not JSON.*`run … --trace FILE`/],
    ["an empty file", () => "", /run\.jsonl: found nothing, expected a trace/],
    ["foreign lines", () => '{"level":"info"}\n', /line 1: found an event, expected the header/],
    ["a later format", () => text.replace('"formatVersion":2', '"formatVersion":9'), /line 1.*version 9/],
    ["a wrong variant", () => text.replace('"variant":"default"', '"variant":"x"'), /line 1: .*variant: found "x"/],
    ["made-up interventions", () => text.replace('"interventions":[]', '"interventions":[7]'), /line 1: interventions/],
    ["bytes", () => "\u0000\u0001\u{1F600}".repeat(50), /line 1: is not JSON/],
  ];

  test.each(broken)(
    "%s: the error names line and remedy, and the run on screen stays",
    async (_name, content, says) => {
      await session.select("double-charge");
      session.seek(1_000);
      const before = shown();
      expect(await session.openTrace(file(content()))).toBe(false);
      expect(state().notices.at(-1)).toMatchObject({ tone: "bad", text: expect.stringMatching(says) as string });
      expect(state()).toMatchObject({ run: before, recorded: null, status: "ready" });
      expect(session.playhead.get()).toBe(1_000);
    },
  );

  test("a run that is too long for the lab says so, with its length", async () => {
    await expect(replay(file(text), 20)).rejects.toMatchObject({
      message: expect.stringMatching(/run\.jsonl: is too long.*49 events, expected at most 20/) as string,
      remedy: expect.stringMatching(/replay FILE/) as string,
    });
  });

  test("without a trace there is nothing to show again", () => {
    expect(session.showTrace()).toBe(false);
    expect(state().notices[0]?.text).toMatch(/No trace is open. Choose its file again/);
  });

  test("M3: of two files the last one is shown", async () => {
    const other = await runVirtual(requestFor(scenarioById("double-charge"), { variant: "with-key" }));
    const opened = await Promise.all([
      session.openTrace(file(text)),
      session.openTrace(file(encodeTrace(other), "other.jsonl")),
    ]);
    expect(opened).toEqual([false, true]);
    expect(state().recorded).toEqual({ file: "other.jsonl" });
  });
});

test.each(["crash-redelivery", "queue-vs-log", "glue-coordinator-crash", "dlq-desk", "broker-restart"])(
  "%s: a trace with one field removed or changed is refused, or can be drawn at every moment",
  async (id) => {
    const run = await runVirtual(requestFor(scenarioById(id)));
    const lines = encodeTrace(run).trimEnd().split("\n");
    for (let i = 0; i < 60; i++) {
      const random = (of: string, below: number) => drawInt(1, [of, id, i], 0, below - 1);
      const at = 1 + random("line", lines.length - 1);
      const event = JSON.parse(lines[at] ?? "") as Record<string, unknown>;
      const names = Object.keys(event);
      const name = names[random("field", names.length)] ?? "";
      const value = [undefined, null, "x", -1, 1e300, {}, []][random("value", 7)];
      const changed = lines.with(at, JSON.stringify({ ...event, [name]: value }));
      if (!(await session.openTrace(file(changed.join("\n"))))) continue;
      const { index } = shown();
      const drawAll = () => {
        index.events.map((event) => rowOf(index, event));
        for (const moment of index.moments) {
          stageAt(index, moment);
          tokensAt(index, moment);
        }
      };
      expect(drawAll, `${event["type"] as string}: ${name} = ${JSON.stringify(value)}`).not.toThrow();
    }
  },
);
