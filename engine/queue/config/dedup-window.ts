import { someMs } from "./numbers.ts";

/** Deduplication window: how long the server remembers message ids, milliseconds; the server accepts no less than 100. */
export const dedupWindowMs = someMs.min(100).meta({
  description: "How long the server remembers a message id; two minutes by default.",
  examples: [120_000],
});

/** The server's default. */
export const DEFAULT_DEDUP_WINDOW_MS = 120_000;
