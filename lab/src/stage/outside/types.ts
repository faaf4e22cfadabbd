export type LedgerSideView = { readonly effects: number; readonly cents: number };

export type LedgerView = {
  /** What the accepted jobs up to now are worth; of a flow's orders, what the goods that left are worth. */
  readonly expected: LedgerSideView;
  /** Of a flow's orders: less what was given back. */
  readonly actual: LedgerSideView;
  /** Charges that the provider recognized by their idempotency key and ignored. */
  readonly recognized: number;
  /** Jobs (orders) charged more than once, in the order of their second charge. */
  readonly chargedTwice: readonly string[];
};
