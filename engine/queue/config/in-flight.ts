import { count } from "./numbers.ts";

/**
 * The server stops delivering at this many unacknowledged jobs over all workers of a queue (`max_ack_pending`). Each job
 * that is delayed by a nak holds a place, so the server's default of 1,000 would let a burst of failures stall new work.
 */
export const DEFAULT_MAX_IN_FLIGHT = 20_000;

export const maxInFlight = count.max(10_000_000).meta({
  description:
    "No more jobs than this are in flight at once, those that back off after a failure included; 20,000 without it.",
  examples: [DEFAULT_MAX_IN_FLIGHT],
});
