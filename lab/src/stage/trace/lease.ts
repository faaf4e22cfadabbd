import type { DeliveryRecord } from "./records.ts";

/** The lease of a delivery at a moment: its start, and its end if the queue hears nothing more. */
export function leaseAt(
  { delivered, extensions }: Pick<DeliveryRecord, "delivered" | "extensions">,
  atMs: number,
): { readonly from: number; readonly until: number } {
  const { at, deadline } = extensions.findLast((event) => event.at <= atMs) ?? delivered;
  return { from: at, until: deadline };
}
