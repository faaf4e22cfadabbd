import type { GlueLevel } from "./levels.ts";

/**
 * The size of each level's code, counted automatically in its file and the files of this folder that it needs: lines of code,
 * and paths through them. `npm run docs` counts again; a test compares the numbers.
 */
export type CodeSize = { readonly lines: number; readonly paths: number };

export const CODE_OF_LEVEL: { readonly [level in GlueLevel]: CodeSize } = {
  0: { lines: 56, paths: 22 },
  1: { lines: 56, paths: 22 },
  2: { lines: 94, paths: 42 },
  3: { lines: 101, paths: 46 },
  4: { lines: 101, paths: 46 },
  5: { lines: 107, paths: 55 },
  6: { lines: 123, paths: 61 },
};

/** The same for the machines that a user of the orchestrator writes instead. */
export const CODE_OF_ORDER_MACHINE: CodeSize = { lines: 310, paths: 26 };
export const CODE_OF_SECOND_CARRIER_MACHINE: CodeSize = { lines: 81, paths: 16 };
export const CODE_OF_ONE_STEP_MACHINE: CodeSize = { lines: 44, paths: 6 };
/** The code that runs such a machine naively. The orchestrator's own code is not its user's, so it is not counted. */
export const CODE_OF_NAIVE_XSTATE: CodeSize = { lines: 278, paths: 59 };
