export type LedgerSideView = { readonly effects: number; readonly cents: number };

export type LedgerView = {
  /** The value of the jobs accepted so far; for orders of a flow, the value of the goods that were shipped. */
  readonly expected: LedgerSideView;
  /** For orders of a flow: minus refunds. */
  readonly actual: LedgerSideView;
  /** Charges that the provider recognized by their idempotency key and ignored. */
  readonly recognized: number;
  /** Jobs (orders) charged more than once, in the order of their second charge. */
  readonly chargedTwice: readonly string[];
};
