import { beforeEach, describe, expect, test } from "vitest";
import { BLANK } from "../../lab/src/session/draft/blank.ts";
import { createSession } from "../../lab/src/session/create-session.ts";
import { createWorkbench } from "../../lab/src/session/create-workbench.ts";
import { encodeText } from "../../lab/src/session/workbench-link.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import type { MainSession, Run } from "../../lab/src/session/types.ts";
import type { Workbench } from "../../lab/src/session/workbench.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TestFrames } from "./frames.ts";

/** A scenario that is edited as text, and what the session shows of it. */
let session: MainSession;
let workbench: Workbench;
let stored: Map<string, string>;
let storage: "open" | "full" | "closed";

const store = () => {
  if (storage === "closed") throw new Error("access denied");
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (storage === "full") throw new DOMException("no room", "QuotaExceededError");
      stored.set(key, value);
    },
    removeItem: (key: string) => void stored.delete(key),
    key: (i: number) => [...stored.keys()][i] ?? null,
    get length() {
      return stored.size;
    },
  };
};

beforeEach(() => {
  const options = { runner: localRunner, scenarios: SCENARIO_SOURCES, frames: new TestFrames() };
  session = createSession(options);
  stored = new Map();
  storage = "open";
  workbench = createWorkbench(session, options, store);
});

/** Until the text that is there was read and run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (workbench.getState().busy) return;
      stop();
      resolve();
    };
    const stop = workbench.subscribe(look);
    look();
  });
}
const shown = (): Run => {
  const { run } = session.getState();
  if (!run) throw new Error("no run");
  return run;
};

async function openBlank(): Promise<void> {
  workbench.blank();
  await settled();
}

describe("B1: a text", () => {
  test("is run as soon as it is valid; another one at the same moment", async () => {
    await openBlank();
    expect(shown().scenario).toMatchObject({ id: "my-scenario", title: "My scenario" });
    session.seek(1_500);
    workbench.edit(BLANK.replace("jobs: 6", "jobs: 9"));
    await settled();
    expect(shown().index.sends.length).toBe(9);
    expect(session.playhead.get()).toBe(1_500);
    expect(session.getState().branches).toHaveLength(1);
  });

  test("that is not valid names its problems and keeps the last run", async () => {
    await openBlank();
    const before = shown();
    workbench.edit(BLANK.replace("jobs: 6", "jobs: six"));
    await settled();
    expect(workbench.getState().problems).toMatchObject([{ line: 13 }]);
    expect(shown()).toBe(before);
    workbench.edit(BLANK);
    await settled();
    expect(workbench.getState().problems).toEqual([]);
  });

  test("that is valid and too large for the lab keeps the last run too", async () => {
    await openBlank();
    const before = shown();
    workbench.edit(BLANK.replace("jobs: 6", "jobs: 900000"));
    await settled();
    const { failure, problems } = workbench.getState();
    expect([failure?.message ?? "", ...problems.map(({ message }) => message)].join()).toMatch(/too large|at most/);
    expect(session.getState()).toMatchObject({ run: before, status: "ready", failure: null });
  });

  test("keeps variant, knobs and seed as long as they fit", async () => {
    await workbench.openLesson("ackwait-too-short");
    await settled();
    await session.setVariant("heartbeat");
    await session.setKnob("ack-wait", 2_000);
    await session.setSeed(77);
    workbench.edit(`${workbench.getState().text}# a word\n`);
    await settled();
    expect(session.getState()).toMatchObject({ variant: "heartbeat", knobs: { "ack-wait": 2_000 }, seed: 77 });
  });

  test("is no lesson: nothing is asked, and the lesson itself is another thing", async () => {
    await workbench.openLesson("crash-redelivery");
    await settled();
    expect(session.getState().scenario?.lesson).toBeUndefined();
    expect(session.getState().checks.length).toBeGreaterThan(0);
    expect(session.isOn("crash-redelivery")).toBe(false);
    await session.select("crash-redelivery");
    expect(session.isEditing()).toBe(false);
  });
});

test("B2: of many quick changes the last one is shown", async () => {
  await openBlank();
  for (let jobs = 1; jobs <= 20; jobs++) workbench.edit(BLANK.replace("jobs: 6", `jobs: ${jobs}`));
  await settled();
  expect(shown().index.sends.length).toBe(20);
});

test("what is still being read when the screen is left is not shown", async () => {
  await openBlank();
  workbench.edit(BLANK.replace("jobs: 6", "jobs: 8"));
  workbench.close();
  const lesson = session.select("double-charge");
  await settled();
  await lesson;
  expect(shown().scenario.id).toBe("double-charge");
  workbench.goOn();
  await settled();
  expect(shown().index.sends.length).toBe(8);
});

describe("B3: local copies", () => {
  test("a change is kept under the text's name; opening alone keeps nothing", async () => {
    await openBlank();
    expect(workbench.names()).toEqual([]);
    workbench.edit(`${BLANK}# mine\n`);
    expect(workbench.names()).toEqual(["my-scenario"]);
    workbench.rename("three queues");
    expect(workbench.names()).toEqual(["three queues"]);
    workbench.blank();
    workbench.edit(`${BLANK}# another\n`);
    workbench.rename("three queues");
    expect(workbench.names()).toEqual(["three queues", "three queues 2"]);
    workbench.openCopy("three queues");
    expect(workbench.getState()).toMatchObject({ text: `${BLANK}# mine\n`, kept: true });
    workbench.forget("three queues");
    expect(workbench.names()).toEqual(["three queues 2"]);
    await settled();
  });

  test.each([
    ["full", /storage is full\..*Delete local copies/],
    ["closed", /storage is closed to this page\..*Export/],
  ] as const)("where the storage is %s, it says so and the text stays", async (state, says) => {
    await openBlank();
    storage = state;
    workbench.edit(`${BLANK}# mine\n`);
    const { unsaved, text, kept } = workbench.getState();
    expect(`${unsaved?.message} ${unsaved?.remedy}`).toMatch(says);
    expect([text, kept]).toEqual([`${BLANK}# mine\n`, false]);
    await settled();
  });
});

describe("links and files", () => {
  test("a link holds the whole text, with its comments", async () => {
    await openBlank();
    workbench.edit(`${BLANK}# a comment\n`);
    const link = await workbench.link();
    workbench.blank();
    await workbench.openLink(link);
    expect(workbench.getState()).toMatchObject({ text: `${BLANK}# a comment\n`, name: "my-scenario 2" });
    await settled();
  });

  test("a text that is too large for a link says so, and what to do", async () => {
    const text = Array.from({ length: 9_000 }, (_, i) => `# ${(i * 2_654_435_761) % 4_294_967_296}`).join("\n");
    await expect(encodeText({ name: "a", text })).rejects.toThrow(/too large for a link: it takes \d+ characters/);
  });

  test.each(["xyz", "", "!!", "q1YqSyzKTEzKSVWyUkpUqgUA"])("a bad link (%s) is refused in words", async (link) => {
    await expect(workbench.openLink(link)).rejects.toThrow(/This link cannot be opened/);
  });

  test("a file takes the place of the text; one that is no text is refused", async () => {
    await workbench.openFile(new File([BLANK], "Three queues.yaml"));
    expect(workbench.getState()).toMatchObject({ name: "Three queues", text: BLANK });
    await settled();
    await expect(workbench.openFile(new File(["\u0000\u0001"], "a.yaml"))).rejects.toThrow("a.yaml: is not text");
    expect(workbench.getState().text).toBe(BLANK);
    await workbench.openFile(new File([JSON.stringify(SCENARIO_SOURCES[0])], "a.json"));
    await settled();
    expect(workbench.getState().problems).toEqual([]);
  });
});

describe("a handlers file", () => {
  const CALLS = BLANK.replace("kind: work", "kind: function\n      name: charge\n      charges: true").replace(
    "serviceMs: [600, 900]",
    "serviceMs: 0",
  );
  const shares = async (handlers: string, file = "mine.ts") =>
    encodeText({ name: "shared", text: CALLS, handlers: { file, text: handlers } });
  const failures = () =>
    session
      .getState()
      .checks.filter(({ outcome }) => outcome === "failed")
      .map(({ id }) => id);

  test("is run with the scenario, kept with its copy, and part of the link", async () => {
    await openBlank();
    workbench.addHandlers();
    workbench.edit(CALLS);
    await settled();
    expect(workbench.getState()).toMatchObject({ failure: null, problems: [], handlersProblems: [] });
    expect(shown().outcome.report.ledger.actual).toEqual({ effects: 6, cents: 12_000 });
    expect(shown().request.handlers?.file).toBe("handlers.ts");
    const { handlers } = workbench.getState();
    const link = await workbench.link();
    workbench.blank();
    expect(workbench.getState().handlers).toBeNull();
    workbench.openCopy("my-scenario");
    expect(workbench.getState()).toMatchObject({ handlers, agreed: true });
    await workbench.openLink(link);
    expect(workbench.getState().handlers).toEqual(handlers);
    await settled();
  });

  test("B4: one that came with a link runs only when the user has agreed, also in a copy", async () => {
    await openBlank();
    const before = shown();
    // Evaluating it alone would show.
    await workbench.openLink(await shares("export function charge() {}\nthrow new Error('it ran');"));
    await settled();
    expect(workbench.getState()).toMatchObject({ agreed: false, failure: null, handlersProblems: [] });
    expect(shown()).toBe(before);
    workbench.edit(`${CALLS}# a word\n`);
    await settled();
    expect(workbench.getState()).toMatchObject({ agreed: false, kept: true, handlersProblems: [] });
    const { name } = workbench.getState();
    workbench.blank();
    workbench.openCopy(name);
    await settled();
    expect(workbench.getState()).toMatchObject({ agreed: false, handlersProblems: [] });
    workbench.agree();
    await settled();
    expect(workbench.getState().handlersProblems).toMatchObject([{ line: 2, message: /Error: it ran/ }]);
    workbench.openCopy(name);
    expect(workbench.getState().agreed).toBe(true);
    workbench.removeHandlers();
    await settled();
    expect(workbench.getState().failure?.message).toMatch(/found "charge", and no handlers file that exports it/);
  });

  test("a bug in it is caught by the checks, and fixing it makes them pass", async () => {
    const crash = "faults:\n  - kind: crash\n    at: { job: order-3, attempt: 1, point: before-ack }\n";
    workbench.open({ name: "a", text: CALLS + crash });
    workbench.addHandlers();
    const { handlers } = workbench.getState();
    workbench.editHandlers(handlers?.text.replace(", key: order", "") ?? "");
    await settled();
    expect(failures()).toEqual(["effects-at-most-once"]);
    workbench.editHandlers(handlers?.text ?? "");
    await settled();
    expect(failures()).toEqual([]);
    // A fork of it calls the same functions.
    session.seek(2_000);
    await session.crash("worker-1");
    expect(shown().request.handlers).toEqual(handlers);
    await expect(session.link()).rejects.toThrow(/calls functions of a handlers file/);
  });

  test("that is broken keeps the last run, and names its line", async () => {
    workbench.open({ name: "a", text: CALLS });
    workbench.addHandlers();
    await settled();
    const before = shown();
    workbench.editHandlers("export function charge() {}\n\nlet a = ;");
    await settled();
    expect(workbench.getState().handlersProblems).toMatchObject([{ line: 3, from: 29, to: 38 }]);
    expect(shown()).toBe(before);
    workbench.editHandlers("export function charge() { for (;;) {} }");
    await settled();
    expect(workbench.getState().failure?.message).toMatch(/^handlers\.ts: charge did not give control back/);
    expect(shown()).toBe(before);
    workbench.editHandlers("export function other() {}");
    await settled();
    expect(workbench.getState().failure?.message).toMatch(/exports no function "charge"/);
  });

  test("is opened from a file; one that is no text is refused", async () => {
    await workbench.openHandlers(new File(["export const charge = () => 1;"], "mine.js"));
    await settled();
    expect(workbench.getState()).toMatchObject({ name: "my-scenario", handlers: { file: "mine.js" }, agreed: true });
    await expect(workbench.openHandlers(new File(["\u0000"], "a.ts"))).rejects.toThrow("a.ts: is not text");
  });

  test.each([{ file: "mine.py", text: "x" }, { file: "mine.ts" }, 7])(
    "a link with %j in its place is refused",
    async (handlers) => {
      const link = await encodeText({ name: "a", text: BLANK, handlers: handlers as never });
      await expect(workbench.openLink(link)).rejects.toThrow(/This link cannot be opened/);
    },
  );
});
