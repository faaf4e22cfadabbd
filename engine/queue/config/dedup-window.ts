import { someMs } from "./numbers.ts";

/** How long the server remembers message ids, milliseconds; the server takes nothing below 100. */
export const dedupWindowMs = someMs.min(100).meta({
  description: "How long the server knows a message id again; two minutes without it.",
  examples: [120_000],
});

/** What the server takes when nothing is said. */
export const DEFAULT_DEDUP_WINDOW_MS = 120_000;
