import type { ConformanceCase } from "./environment.ts";

/** What came of a case; rejects when it failed. */
export type Outcome = (one: ConformanceCase) => Promise<void>;

/**
 * Begins all cases, `AT_ONCE` at a time: on a real server most of their time is spent waiting. A test then only asks what
 * came of its own.
 */
export function sideBySide(cases: readonly ConformanceCase[], run: Outcome): Outcome {
  const left = [...cases];
  const outcomes = new Map<string, Promise<void>>();
  const settle = new Map<string, (outcome: Promise<void>) => void>();
  for (const { id } of cases) {
    const outcome = new Promise<void>((resolve) => settle.set(id, resolve));
    // Whoever asks hears of a failure; meanwhile nobody has to.
    outcome.catch(() => undefined);
    outcomes.set(id, outcome);
  }
  const work = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const outcome = run(one);
      settle.get(one.id)?.(outcome);
      await outcome.catch(() => undefined);
    }
  };
  for (let n = 0; n < AT_ONCE; n++) void work();
  return async ({ id }) => outcomes.get(id);
}

const AT_ONCE = 8;
