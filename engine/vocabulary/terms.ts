import { EFFECTS_TERMS } from "./terms/effects.ts";
import { FAILURES_TERMS } from "./terms/failures.ts";
import { FLOWS_TERMS } from "./terms/flows.ts";
import { LOGS_AND_REPLIES_TERMS } from "./terms/logs-and-replies.ts";
import { PACE_TERMS } from "./terms/pace.ts";
import { WORK_TERMS } from "./terms/work.ts";
import type { Term } from "./terms/term.ts";

/** All terms, in the order in which they build on each other. The glossary sorts them by name. */
export const TERMS: readonly Term[] = [
  ...WORK_TERMS,
  ...FAILURES_TERMS,
  ...PACE_TERMS,
  ...EFFECTS_TERMS,
  ...LOGS_AND_REPLIES_TERMS,
  ...FLOWS_TERMS,
];
