/** The exit codes, as the README promises them. */
export const EXIT = { passed: 0, failed: 1, badInput: 2, noBroker: 3, interrupted: 130 } as const;
