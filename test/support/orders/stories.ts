import type { Expected } from "./expect-orders.ts";
import type { OrderRunOptions } from "./order-lab.ts";

/** One order, and how it ends whoever dies on the way. */
export type Story = { readonly options: OrderRunOptions; readonly expected: Expected };

/** No try is over before its command has been redelivered twice. */
const PATIENT = { timeoutMs: 30_000, tries: 1 } as const;

export const COMPLETED: Story = {
  options: PATIENT,
  expected: {
    outcome: "completed",
    standing: ["reserve", "charge", "ship", "notify"],
    ran: ["reserve", "charge", "ship", "notify"],
  },
};

/** The carrier refuses when the goods are reserved and paid for: everything goes back. */
export const CANCELLED: Story = {
  options: {
    ...PATIENT,
    behaviours: ({ action }) => (action === "ship" ? "refuse" : action === "notify" ? "keep-silent" : "do"),
  },
  expected: {
    outcome: "cancelled",
    standing: [],
    ran: ["reserve", "charge", "ship", "apologize", "refund", "release"],
    mayHaveRun: "notify",
  },
};

/** The card is charged and nobody says so: the order goes back, and the money too. */
export const UNANSWERED: Story = {
  options: {
    timeoutMs: 8_000,
    tries: 1,
    behaviours: ({ action }) => (action === "charge" ? "do-but-keep-silent" : "do"),
  },
  expected: { outcome: "cancelled", standing: [], ran: ["reserve", "charge", "refund", "release"] },
};
