import type { RunRequest } from "../../engine/scenario/run/run-types.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";

/** What the aims are stated for: 60 virtual seconds, 500 messages, 5 workers that crash now and then. */
const WORKERS = 5;
const CRASH_EVERY_MS = 5_500;
const CRASHES = 10;

const scenario = validateScenario(
  {
    id: "bench",
    title: "Benchmark",
    shows: "500 charges by five workers, each of which crashes twice.",
    limitMs: 90_000,
    queues: [{ name: "orders", ackWaitMs: 2_000 }],
    producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 500, everyMs: [100, 136] }],
    workers: [
      {
        name: "worker",
        count: WORKERS,
        queue: "orders",
        handler: { kind: "charge", serviceMs: [200, 600], key: "job" },
        restartAfterMs: 1_500,
      },
    ],
    faults: Array.from({ length: CRASHES }, (_, n) => ({
      kind: "crash",
      at: { actor: `worker-${(n % WORKERS) + 1}`, atMs: (n + 1) * CRASH_EVERY_MS },
    })),
    claims: [
      { id: "all-charged", says: "Every order is charged once.", check: { kind: "ledger", actual: "equals-expected" } },
      {
        id: "crashes",
        says: "Workers crashed.",
        check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: CRASHES } },
      },
    ],
  },
  "bench",
);

export const BENCH_REQUEST: RunRequest = { scenario, variant: "default", knobs: {}, seed: 1, interventions: [] };
