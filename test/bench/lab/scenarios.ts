import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { encodeLink } from "../../../lab/src/session/link.ts";
import { BENCH_REQUEST } from "../scenario.ts";

/** The large scenarios, made here: the page opens each from a link that holds it whole. */

/** 60 virtual seconds with crashes: what a fork is measured on. */
export const oneMinute: Scenario = BENCH_REQUEST.scenario;

/** About seven events per job, and now and then a crash. */
export function manyJobs(jobs: number): Scenario {
  const producers = oneMinute.producers.map((producer) => ({ ...producer, jobs: Math.ceil(jobs / PARTS) }));
  // Several producers in turn, because one sends at most 100,000 jobs.
  const split = Array.from({ length: jobs > MOST_OF_ONE ? PARTS : 1 }, (_, n) =>
    producers.map((producer) =>
      jobs > MOST_OF_ONE
        ? { ...producer, name: `shop-${n + 1}`, jobName: `order-${n + 1}`, everyMs: [200, 272] as [number, number] }
        : { ...producer, jobs },
    ),
  ).flat();
  return { ...oneMinute, id: `jobs-${jobs}`, limitMs: 86_400_000, claims: [], producers: split };
}
const MOST_OF_ONE = 100_000;
const PARTS = 2;

/** A producer sends one job per millisecond, and a job travels for at most 300 ms. */
const JOBS_OF_ONE = 250;

/** This many messages on their way at once, from as many producers as it takes. */
export function movingTokens(tokens: number): Scenario {
  const producers = Array.from({ length: Math.ceil(tokens / JOBS_OF_ONE) }, (_, n) => ({
    name: `shop-${n + 1}`,
    queue: "orders",
    jobName: `order-${n + 1}`,
    jobs: JOBS_OF_ONE,
    everyMs: [0, 0],
  }));
  return validateScenario(
    {
      id: `tokens-${tokens}`,
      title: `${tokens} moving tokens`,
      shows: "Everything is sent at once.",
      hopMs: 300,
      limitMs: 2_500,
      queues: [{ name: "orders" }],
      producers,
      workers: [{ name: "worker", queue: "orders", handler: { kind: "work", serviceMs: [100, 100] } }],
    },
    `tokens-${tokens}`,
  );
}

/** The moment from which all of them travel, until `JOBS_OF_ONE` short of the hop's time later. */
export async function allUnderWay(scenario: Scenario): Promise<number> {
  const { events } = await runVirtual({ scenario, variant: "default", knobs: {}, seed: 1, interventions: [] });
  return Math.max(...events.map(({ type, at }) => (type === "job-sent" ? at : 0))) + 1;
}

export function linkTo(scenario: Scenario, atMs = 0): Promise<string> {
  const setup = { variant: "default", knobs: {}, seed: 1, interventions: [], broker: "sim" as const, atMs };
  return encodeLink({ scenario, setup, engine: "bench" });
}
