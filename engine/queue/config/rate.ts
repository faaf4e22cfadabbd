import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { count, someMs } from "./numbers.ts";

/** At most `jobs` begin in any period of `perMs` milliseconds, over all workers; see engine/queue/features/rate-limit.ts. */
export const rate = z.strictObject({ jobs: count, perMs: someMs }).meta({
  description: "At most this number of jobs begins in this time, over all workers.",
  examples: [{ jobs: 10, perMs: 1_000 }],
});

/**
 * The most jobs that may begin in a period, over all workers of the queue.
 * @useDeclaredType
 */
export type RateLimit = DeepReadonly<z.output<typeof rate>>;
