import type { Elsewhere } from "./elsewhere/elsewhere.ts";
import { NAMES_FOR_FEATURES } from "./elsewhere/features.ts";
import { NAMES_FOR_JOBS } from "./elsewhere/jobs.ts";

/** What terms are called in other systems, in the order of the table in `engine/README.md`. */
export const ELSEWHERE: readonly Elsewhere[] = [...NAMES_FOR_JOBS, ...NAMES_FOR_FEATURES];
