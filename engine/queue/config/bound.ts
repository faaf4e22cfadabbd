import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { count, someMs } from "./numbers.ts";

/**
 * How much a queue takes, and what becomes of more:
 *
 * `reject`: the sender is told (`QueueFullError`); `wait`: the sender waits until there is room, up to `waitMs`;
 * `dead-deadLetter`: the new job goes to the dead letters at once; `drop-oldest`: the server deletes the oldest job for it,
 * even one that a worker has, without telling anybody.
 */
function boundOf<Limits extends z.ZodRawShape>(limits: Limits) {
  return z.discriminatedUnion("overflow", [
    z.strictObject({ ...limits, overflow: z.enum(["reject", "dead-letter", "drop-oldest"]) }),
    z.strictObject({ ...limits, overflow: z.literal("wait"), waitMs: someMs }),
  ]);
}

const meta = {
  description: "No more jobs than this are stored; `overflow` says what becomes of the others.",
  examples: [
    { jobs: 1_000, overflow: "reject" },
    { jobs: 1_000, overflow: "wait", waitMs: 5_000 },
  ],
};

/** A number of `jobs`, of `bytes` or both. */
export const bound = boundOf({ jobs: count.exactOptional(), bytes: count.exactOptional() })
  .refine(({ jobs, bytes }) => jobs !== undefined || bytes !== undefined, { error: "a limit: jobs or bytes" })
  .meta(meta);

/** Of a scenario: what was dropped is told from the trace, which knows no sizes. */
export const boundOfJobs = boundOf({ jobs: count }).meta(meta);

/**
 * How much a queue holds, and what happens to a job that is sent when it is full.
 * @useDeclaredType
 */
export type Bound = DeepReadonly<z.output<typeof bound>>;
