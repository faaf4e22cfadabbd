import { beforeEach, describe, expect, test } from "vitest";
import { calibration, calibrationSays } from "../../lab/src/course/calibration.ts";
import { NO_PROGRESS, readProgress, type Predicted, type Sure } from "../../lab/src/course/progress.ts";
import { createSession } from "../../lab/src/session/create-session.ts";
import { ProgressStore } from "../../lab/src/session/progress-store.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { crashRedelivery } from "../../scenarios/crash-redelivery.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import { TestFrames } from "./frames.ts";

/** A browser's storage. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

const predicted = (choice: string, sure: Sure, right?: boolean): Predicted => ({
  choice,
  sure,
  of: { variant: "default", knobs: {} },
  ...(right === undefined ? {} : { right }),
});

describe("the store", () => {
  test("P1: a change is a new object, is stored, and is there for the next visit", () => {
    const kept = storage();
    const store = new ProgressStore(() => kept);
    const before = store.get();
    store.note("burst", { first: predicted("a", 3) });
    store.note("burst", { done: true });
    store.setLast("burst");
    expect(before).toEqual(NO_PROGRESS);
    expect(new ProgressStore(() => kept).get()).toEqual({
      format: 1,
      lessons: { burst: { first: predicted("a", 3), done: true } },
      last: "burst",
      expert: false,
    });
  });

  test("P2: without storage, or with a damaged one, it begins anew and works", () => {
    const denied = new ProgressStore(() => {
      throw new Error("denied");
    });
    denied.setExpert(true);
    expect(denied.get().expert).toBe(true);
    const kept = storage();
    kept.setItem("ackademy-progress", '{"format":1');
    expect(new ProgressStore(() => kept).get()).toEqual(NO_PROGRESS);
  });

  test("what is exported can be imported, and a reset leaves nothing", () => {
    const store = new ProgressStore();
    store.note("burst", { second: predicted("b", 1, false), challenge: "passed" });
    const exported = store.export();
    const kept = storage();
    const other = new ProgressStore(() => kept);
    expect(other.import(exported)).toBeNull();
    expect(other.get()).toEqual(store.get());
    other.reset();
    expect(other.get()).toEqual(NO_PROGRESS);
    expect(kept.length).toBe(0);
  });

  test("a wrong import changes nothing", () => {
    const store = new ProgressStore();
    store.setLast("burst");
    const before = store.get();
    expect(store.import("[]")).toMatch(/found no object/);
    expect(store.get()).toBe(before);
  });
});

test.each([
  ["{", "it is not JSON"],
  [{ format: 2 }, "format: found 2, expected 1"],
  [{ lessons: [] }, "lessons: found [], expected an object"],
  [{ last: 3 }, "last: found 3, expected the id of a lesson, or null"],
  [{ expert: "yes" }, 'expert: found "yes", expected true or false'],
  [{ lessons: { burst: { passed: true } } }, 'lessons.burst: found "passed", expected only first'],
  [{ lessons: { burst: { done: false } } }, "lessons.burst.done: found false, expected true"],
  [{ lessons: { burst: { challenge: "won" } } }, 'lessons.burst.challenge: found "won"'],
  [{ lessons: { burst: { first: { choice: "a", sure: 9 } } } }, "lessons.burst.first.sure: found 9, expected one of 1"],
  [{ lessons: { burst: { first: { choice: "a", sure: 1 } } } }, "lessons.burst.first.of: found nothing"],
  [
    { lessons: { burst: { first: { choice: "a", sure: 1, of: { variant: "v", knobs: { k: [] } } } } } },
    "lessons.burst.first.of.knobs.k: found []",
  ],
])("an import with %j is refused: %s", (change, problem) => {
  const text = typeof change === "string" ? change : JSON.stringify({ ...NO_PROGRESS, ...change });
  expect(readProgress(text)).toEqual({ problem: expect.stringContaining(problem) as string });
});

describe("calibration", () => {
  const rowsOf = (...all: readonly (readonly [Sure, boolean])[]) =>
    calibration({
      lessons: Object.fromEntries(all.map(([sure, right], i) => [`l${i}`, { first: predicted("a", sure, right) }])),
    });
  const times = <T>(n: number, one: T) => Array.from({ length: n }, () => one);

  test("counts both predictions of a lesson, and only judged ones", () => {
    const lessons = {
      a: { first: predicted("x", 3, true), second: predicted("y", 3, false) },
      b: { first: predicted("x", 1) },
    };
    expect(calibration({ lessons })).toEqual([
      { sure: 1, judged: 0, right: 0 },
      { sure: 2, judged: 0, right: 0 },
      { sure: 3, judged: 2, right: 1 },
    ]);
  });

  test.each([
    [rowsOf(), /No prediction has been judged/],
    [rowsOf([3, true]), /too few/],
    [rowsOf(...times(4, [3, false] as const)), /wrong when you were certain/],
    [rowsOf(...times(4, [1, true] as const)), /know more than you think/],
    [rowsOf(...times(4, [3, true] as const)), /fits what the runs showed/],
  ])("%j", (rows, says) => expect(calibrationSays(rows)).toMatch(says));
});

describe("a session with progress", () => {
  let progress: ProgressStore;
  const open = () =>
    createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames: new TestFrames(), progress });
  beforeEach(() => {
    progress = new ProgressStore();
  });

  test("keeps a prediction with its confidence, judges it once, and finds its place again", async () => {
    const session = open();
    await session.select("crash-redelivery");
    session.predict("lost", 3);
    expect(progress.of("crash-redelivery").first).toEqual(predicted("lost", 3));
    session.seek(Number.MAX_SAFE_INTEGER);
    expect(progress.of("crash-redelivery")).toMatchObject({ first: predicted("lost", 3, false), revealed: true });
    const again = open();
    await again.select("crash-redelivery");
    expect(again.getState().lesson).toMatchObject({
      prediction: "lost",
      sure: 3,
      revealed: true,
      rightChoice: "later",
    });
    await again.repeatLesson();
    expect(again.getState().lesson).toMatchObject({ prediction: null, revealed: false });
    expect(progress.get()).toMatchObject({ lessons: {}, last: "crash-redelivery" });
  });

  test("no run with other settings or an intervention judges it", async () => {
    const session = open();
    await session.select("crash-redelivery");
    session.predict("later", 2);
    session.seek(500);
    await session.crash("worker-2");
    session.seek(Number.MAX_SAFE_INTEGER);
    await session.setKnob("crash-point", "after-ack");
    session.seek(Number.MAX_SAFE_INTEGER);
    expect(progress.of("crash-redelivery").first?.right).toBeUndefined();
  });

  test("a scenario that is not of the course leaves nothing behind", async () => {
    const session = open();
    await session.select(validateScenario({ ...crashRedelivery }, "mine"));
    session.predict("lost", 1);
    expect(session.getState().lesson.prediction).toBe("lost");
    expect(progress.get()).toEqual(NO_PROGRESS);
  });

  test("an expert sees everything at once, and the run does not pause by itself", async () => {
    const frames = new TestFrames();
    const session = createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames, progress });
    progress.setExpert(true);
    await session.select("crash-redelivery");
    expect(session.getState().lesson.revealed).toBe(true);
    session.play();
    frames.runOut();
    expect(session.playhead.get()).toBe(session.getState().run?.index.endMs);
    progress.setExpert(false);
    expect(session.getState().lesson.revealed).toBe(false);
  });
});
