import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { count, someMs } from "./numbers.ts";

/** At most `jobs` begin in any `perMs` milliseconds, over all workers of the queue; see engine/queue/features/rate-limit.ts. */
export const rate = z.strictObject({ jobs: count, perMs: someMs }).meta({
  description: "No more jobs begin than this, over all workers.",
  examples: [{ jobs: 10, perMs: 1_000 }],
});

/**
 * The most jobs that may begin in a period, over all workers of the queue.
 * @useDeclaredType
 */
export type RateLimit = DeepReadonly<z.output<typeof rate>>;
