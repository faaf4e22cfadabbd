import { count } from "./numbers.ts";

/**
 * The server stops delivering at this number of unacknowledged jobs over all workers of a queue (`max_ack_pending`). A job
 * that backs off after a nak still counts, so with the server's default of 1,000 a burst of failures would stall new work.
 */
export const DEFAULT_MAX_IN_FLIGHT = 20_000;

export const maxInFlight = count.max(10_000_000).meta({
  description:
    "At most this number of jobs is in flight at once, including those that back off after a failure; 20,000 by default.",
  examples: [DEFAULT_MAX_IN_FLIGHT],
});
