import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { count, someMs } from "./numbers.ts";

/**
 * The most that a queue stores, and what happens to more:
 *
 * `reject`: the sender gets a `QueueFullError`; `wait`: the sender waits up to `waitMs` for room; `dead-letter`: the new job is
 * dead-lettered at once; `drop-oldest`: the server deletes the oldest job to make room, even if a worker has it, and does
 * not report it.
 */
function boundOf<Limits extends z.ZodRawShape>(limits: Limits) {
  return z.discriminatedUnion("overflow", [
    z.strictObject({ ...limits, overflow: z.enum(["reject", "dead-letter", "drop-oldest"]) }),
    z.strictObject({ ...limits, overflow: z.literal("wait"), waitMs: someMs }),
  ]);
}

const meta = {
  description: "The queue stores no more jobs than this; `overflow` says what happens to the others.",
  examples: [
    { jobs: 1_000, overflow: "reject" },
    { jobs: 1_000, overflow: "wait", waitMs: 5_000 },
  ],
};

/** At most this number of `jobs`, of `bytes`, or both. */
export const bound = boundOf({ jobs: count.exactOptional(), bytes: count.exactOptional() })
  .refine(({ jobs, bytes }) => jobs !== undefined || bytes !== undefined, { error: "a limit: jobs or bytes" })
  .meta(meta);

/** The bound of a scenario's queue. Checks derive dropped jobs from the trace, which does not know sizes in bytes. */
export const boundOfJobs = boundOf({ jobs: count }).meta(meta);

/**
 * How much a queue holds, and what happens to a job that is sent when it is full.
 * @useDeclaredType
 */
export type Bound = DeepReadonly<z.output<typeof bound>>;
