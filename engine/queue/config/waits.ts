import { z } from "zod";
import { count, someMs, wholeMs } from "./numbers.ts";

/** How long a caller waits for something, milliseconds. */
export const timeoutMs = someMs.meta({ description: "How long to wait, in whole milliseconds.", examples: [60_000] });

export const pauseMs = wholeMs.meta({
  description: "How long the queue is paused, in whole milliseconds; without it, until `resume`.",
  examples: [60_000],
});

export const retryAfterMs = wholeMs.meta({ description: "Whole milliseconds, at least 0.", examples: [30_000] });

/** The timeout and tries of a request. */
export const requestNumbers = z.object({
  timeoutMs: timeoutMs.meta({ description: "How long one try waits for its answer.", examples: [3_000] }),
  tries: count.optional().meta({ description: "The number of tries in total.", examples: [1, 3] }),
});
