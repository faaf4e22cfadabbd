/** The exit codes that the README documents. */
export const EXIT = { passed: 0, failed: 1, badInput: 2, noBroker: 3, interrupted: 130 } as const;
