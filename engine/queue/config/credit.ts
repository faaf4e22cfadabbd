import { z } from "zod";
import { count, someMs, wholeMs } from "./numbers.ts";

/** More would only wait in one process's memory: start another one. */
const MOST_AT_ONCE = 10_000;

export const concurrency = count.max(MOST_AT_ONCE).meta({
  description: "Jobs that one worker runs at once.",
  examples: [1, 10],
});

export const prefetch = z
  .int()
  .min(0)
  .max(MOST_AT_ONCE)
  .meta({
    description: "Jobs that a worker takes beyond those that it runs; they wait in its memory.",
    examples: [0, 2],
  });

export const heartbeatMs = someMs.meta({
  description: "While a job runs, its worker extends the visibility timeout this often (`working`).",
  examples: [10_000],
});

export const pollEveryMs = someMs.meta({
  description: "The worker asks this often whether there is a job (short polling); without it, it waits at the server.",
  examples: [1_000],
});

/** What a worker is started with, numbers only. */
export const workerNumbers = z.object({
  concurrency: concurrency.optional(),
  prefetch: prefetch.optional(),
  heartbeatMs: heartbeatMs.optional(),
  pollEveryMs: pollEveryMs.optional(),
  /** The server takes nothing shorter than a second. */
  pullExpiresMs: someMs
    .min(1_000)
    .optional()
    .meta({ description: "How long one pull waits at the server.", examples: [5_000] }),
  transitMs: wholeMs.optional().meta({ description: "How long a message travels.", examples: [0] }),
  seed: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "What jitter is drawn by.", examples: [0] }),
});
