import type { DeliveryRecord } from "./records.ts";

/** What the queue has promised a delivery at a moment: from when, and until when if it hears nothing more. */
export function leaseAt(
  { delivered, extensions }: Pick<DeliveryRecord, "delivered" | "extensions">,
  atMs: number,
): { readonly from: number; readonly until: number } {
  const { at, deadline } = extensions.findLast((event) => event.at <= atMs) ?? delivered;
  return { from: at, until: deadline };
}
