import { z } from "zod";
import type { OnError } from "../../kernel/engine-failure.ts";
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

export const timeoutMs = someMs.meta({
  description: "A run that takes longer has failed, and its signal is aborted.",
  examples: [60_000],
});

export const stopWithinMs = z
  .union([wholeMs, z.literal(Number.POSITIVE_INFINITY)])
  .meta({ description: "How long `stop` waits for handlers before it hands their jobs back.", examples: [30_000] });

const onError = z
  .custom<OnError>((value) => typeof value === "function", "a function that takes an EngineFailure")
  .meta({ description: "Called with each engine step that throws. Give a function, or leave it out." });

/** What a worker is started with, apart from its queue, its handler and its clock. */
export const workerNumbers = z.object({
  concurrency: concurrency.optional(),
  prefetch: prefetch.optional(),
  heartbeatMs: heartbeatMs.optional(),
  pollEveryMs: pollEveryMs.optional(),
  timeoutMs: timeoutMs.optional(),
  stopWithinMs: stopWithinMs.optional(),
  onError: onError.optional(),
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
