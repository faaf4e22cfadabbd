import type { GlueLevel } from "./levels.ts";

/**
 * How much code each level is, counted by machine from its file and what it needs of this folder: lines that do
 * something, and ways through them. `npm run docs` counts anew; a test holds the numbers.
 */
export type CodeSize = { readonly lines: number; readonly paths: number };

export const CODE_OF_LEVEL: { readonly [level in GlueLevel]: CodeSize } = {
  0: { lines: 53, paths: 19 },
  1: { lines: 53, paths: 19 },
  2: { lines: 77, paths: 35 },
  3: { lines: 84, paths: 39 },
  4: { lines: 84, paths: 39 },
  5: { lines: 90, paths: 48 },
  6: { lines: 106, paths: 54 },
};

/** The same of the machines that a user of the orchestrator writes instead. */
export const CODE_OF_ORDER_MACHINE: CodeSize = { lines: 283, paths: 24 };
export const CODE_OF_ONE_STEP_MACHINE: CodeSize = { lines: 44, paths: 6 };
