import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { Order, Turn } from "./kit.ts";
import type { Stored, StoredTable } from "./stored-table.ts";

type Known = Order & { readonly ended: FlowOutcome | null };

/**
 * A known order was requested again, or its request was redelivered: the shop is told how the order ended, now or when it ends,
 * at the return address of its last request.
 */
export async function askedAgain<Row extends Known>(
  orders: StoredTable<Row>,
  row: Stored<Row>,
  { shop }: Order,
  turn: Turn,
): Promise<void> {
  if (row.ended !== null) return turn.answer({ ...row, shop }, row.ended);
  if (shop !== null && shop.asked !== row.shop?.asked) await orders.put({ ...row, shop }, turn);
}
