import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { someMs } from "./numbers.ts";

/** What workers say of a job is kept; each job then costs one write more, and each run two. See engine/queue/features/results.ts. */
export const results = z
  .strictObject({
    /** A result is forgotten after this time; without it results are kept for ever. */
    keepMs: someMs.min(100).exactOptional(),
  })
  .meta({
    description: "What workers say of a job is kept, for keepMs milliseconds or for ever.",
    examples: [{}, { keepMs: 86_400_000 }],
  });

export type ResultsKept = DeepReadonly<z.output<typeof results>>;
