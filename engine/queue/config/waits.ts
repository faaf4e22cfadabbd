import { z } from "zod";
import { count, someMs, wholeMs } from "./numbers.ts";
import { retry } from "./retry.ts";

/** How long a caller waits for something, milliseconds. */
export const timeoutMs = someMs.meta({ description: "How long to wait, in whole milliseconds.", examples: [60_000] });

export const pauseMs = wholeMs.meta({
  description: "How long the queue is paused, in whole milliseconds; until `resume` without it.",
  examples: [60_000],
});

export const retryAfterMs = wholeMs.meta({ description: "Whole milliseconds, at least 0.", examples: [30_000] });

export const jobDelayMs = wholeMs.meta({
  description: "`delayMs` in milliseconds, or `at` as Unix milliseconds.",
  examples: [60_000],
});

/** How a request is tried. */
export const requestNumbers = z.object({
  timeoutMs: timeoutMs.meta({ description: "How long one try waits for its answer.", examples: [3_000] }),
  tries: count.optional().meta({ description: "Tries in all.", examples: [1, 3] }),
});

/** How the command of a flow's step is tried. */
export const commandNumbers = z.object({
  timeoutMs: timeoutMs.meta({ description: "How long one try waits for its reply.", examples: [30_000] }),
  tries: count.nullable().meta({ description: "Tries in all; null: until it is answered.", examples: [3, null] }),
  backoff: retry.optional(),
});
