import { wholeMs } from "./numbers.ts";

/** Visibility timeout (the server's `ack_wait`), milliseconds, counted from the server's delivery. */
export const ackWaitMs = wholeMs.min(50).meta({
  description: "Visibility timeout: how long a worker may hold a job without a sign of life before another gets it.",
  examples: [30_000],
});
