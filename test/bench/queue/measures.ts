import { stopwatchMs } from "../../../engine/clock/system-clock.ts";
import type { Bench, System } from "./system.ts";
import { quantile } from "./statistics.ts";

/** How much of each is measured in one round. */
export type Sizes = {
  readonly each: number;
  readonly many: number;
  readonly work: number;
  readonly roundTrips: number;
};
export const SIZES: Sizes = { each: 1_000, many: 10_000, work: 6_000, roundTrips: 200 };

/** One thing that is measured of every system. */
export type Measure = {
  readonly id: string;
  readonly title: string;
  readonly unit: "a second" | "ms";
  /** A value for each of `parts`, or one. */
  readonly run: (queue: Bench, sizes: Sizes) => Promise<readonly number[]>;
  readonly parts?: readonly string[];
};

let runs = 0;

export const MEASURES: readonly Measure[] = [
  {
    id: "send",
    title: "send, awaited one by one",
    unit: "a second",
    run: (queue, { each }) => perSecond(each, () => queue.sendEach(`each-${++runs}`, each)),
  },
  {
    id: "send-many",
    title: "send many",
    unit: "a second",
    run: (queue, { many }) => perSecond(many, () => queue.sendMany(`many-${++runs}`, many)),
  },
  ...[1, 4, 16].map((workers): Measure => ({
    id: `work-${workers}`,
    title: `work, ${workers} ${workers === 1 ? "worker" : "workers"}`,
    unit: "a second",
    run: (queue, { work }) => workOff(queue, work, workers),
  })),
  {
    id: "round-trip",
    title: "ask and answer",
    unit: "ms",
    parts: ["p50", "p99"],
    async run(queue, { roundTrips }) {
      const took = (await queue.roundTrips(roundTrips)).toSorted((a, b) => a - b);
      return [quantile(took, 0.5), quantile(took, 0.99)];
    },
  },
];

/** Works off what is there; connecting is not measured. */
export async function workOff(queue: Bench, count: number, workers: number): Promise<readonly number[]> {
  await queue.sendMany(`work-${++runs}`, count);
  const crew = await queue.crew(workers);
  try {
    return await perSecond(count, () => crew.work(count));
  } finally {
    await crew.leave();
  }
}

async function perSecond(count: number, run: () => Promise<unknown>): Promise<readonly number[]> {
  const before = stopwatchMs();
  await run();
  return [(count / (stopwatchMs() - before)) * 1000];
}

/** One value of a system in one round, on a queue of its own. */
export async function measureOnce(measure: Measure, system: System, sizes: Sizes): Promise<readonly number[]> {
  const queue = await system.queue();
  try {
    return await measure.run(queue, sizes);
  } finally {
    await queue.delete();
  }
}
