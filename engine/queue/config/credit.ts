import { z } from "zod";
import type { OnError } from "../../kernel/engine-failure.ts";
import { count, someMs, wholeMs } from "./numbers.ts";

/** More jobs would only wait in one process's memory; a further process helps more. */
const MOST_AT_ONCE = 10_000;

export const concurrency = count.max(MOST_AT_ONCE).meta({
  description: "How many jobs one worker runs at once.",
  examples: [1, 10],
});

export const prefetch = z
  .int()
  .min(0)
  .max(MOST_AT_ONCE)
  .meta({
    description: "How many jobs a worker takes beyond those that it runs; they wait in its memory.",
    examples: [0, 2],
  });

export const heartbeatMs = someMs.meta({
  description: "While a job runs, its worker extends the visibility timeout at this interval (`working`).",
  examples: [10_000],
});

export const pollEveryMs = someMs.meta({
  description:
    "Short polling: the worker asks for jobs at this interval. Without it, it waits at the server (long polling).",
  examples: [1_000],
});

export const timeoutMs = someMs.meta({
  description: "A longer run has failed, and its signal is aborted.",
  examples: [60_000],
});

export const stopWithinMs = z
  .union([wholeMs, z.literal(Number.POSITIVE_INFINITY)])
  .meta({ description: "How long `stop` waits for handlers before it hands their jobs back.", examples: [30_000] });

const onError = z
  .custom<OnError>((value) => typeof value === "function", "a function that takes an EngineFailure")
  .meta({ description: "Called with each engine step that throws. Give a function, or leave it out." });

/** The options of a worker, apart from its queue, its handler and its clock. */
export const workerNumbers = z.object({
  concurrency: concurrency.optional(),
  prefetch: prefetch.optional(),
  heartbeatMs: heartbeatMs.optional(),
  pollEveryMs: pollEveryMs.optional(),
  timeoutMs: timeoutMs.optional(),
  stopWithinMs: stopWithinMs.optional(),
  onError: onError.optional(),
  /** The server accepts no less than a second. */
  pullExpiresMs: someMs
    .min(1_000)
    .optional()
    .meta({ description: "How long one pull waits at the server.", examples: [5_000] }),
  transitMs: wholeMs.optional().meta({ description: "How long a message travels.", examples: [0] }),
  seed: z
    .int()
    .min(0)
    .optional()
    .meta({ description: "The seed of the jitter.", examples: [0] }),
});
