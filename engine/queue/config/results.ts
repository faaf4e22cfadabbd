import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { someMs } from "./numbers.ts";

/** Keeps each job's state and result. Costs one more write per job and two per run. See engine/queue/features/results.ts. */
export const results = z
  .strictObject({
    /** Results are deleted after this time; by default they are kept for ever. */
    keepMs: someMs.min(100).exactOptional(),
  })
  .meta({
    description: "Keeps each job's state and result, for keepMs milliseconds or for ever.",
    examples: [{}, { keepMs: 86_400_000 }],
  });

export type ResultsKept = DeepReadonly<z.output<typeof results>>;
