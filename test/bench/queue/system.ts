import { stopwatchMs } from "../../../engine/clock/system-clock.ts";

/** How every system is used, so that like is compared with like. */
export const CREDIT = {
  /** Jobs that one worker is at, at once. */
  concurrency: 8,
  /** Jobs that it holds beyond those, where a system has that. */
  prefetch: 8,
} as const;

/** About 256 bytes as JSON. */
export const PAYLOAD = { text: "x".repeat(240) } as const;

/** A queue system, ready to be measured. */
export type System = {
  readonly name: string;
  /** A fresh queue, empty. */
  queue(): Promise<Bench>;
  close(): Promise<void>;
};

/**
 * One queue of a system. Job names begin with `prefix`, and each is stored once: the sender gives a message id where the
 * system has one. 'Done' is when the system has confirmed it to the worker.
 */
export type Bench = {
  /** Each job when the one before it is confirmed to be stored. */
  sendEach(prefix: string, count: number): Promise<void>;
  /** As fast as the system's own way for many goes; resolves when all are confirmed to be stored. */
  sendMany(prefix: string, count: number): Promise<void>;
  /** Connects so many workers, a connection each. */
  crew(workers: number): Promise<Crew>;
  /** Asks and waits for the answer, so many times one after the other; how long each took, in ms. */
  roundTrips(count: number): Promise<readonly number[]>;
  delete(): Promise<void>;
};

export type Crew = {
  /** Resolves when `count` jobs are done by all of them together. */
  work(count: number): Promise<void>;
  leave(): Promise<void>;
};

/** Counts to a number that somebody waits for. */
export function countdown(count: number): { readonly over: Promise<void>; one(): void } {
  let left = count;
  let tell: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (tell = resolve));
  if (left <= 0) tell();
  return {
    over,
    one() {
      if (--left === 0) tell();
    },
  };
}

/** Runs `one` for 0 to count - 1, `width` at once. */
export async function sideBySide(count: number, width: number, one: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}

/** Does `one` so many times, one after the other; how long each took, in ms. */
export async function timed(count: number, one: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let n = 0; n < count; n++) {
    const before = stopwatchMs();
    await one(n);
    took.push(stopwatchMs() - before);
  }
  return took;
}
