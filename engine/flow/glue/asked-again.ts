import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { Order, Turn } from "./kit.ts";
import type { Stored, StoredTable } from "./stored-table.ts";

type Known = Order & { readonly ended: FlowOutcome | null };

/**
 * An order that is known already was delivered again, or the shop asks again: it is told how the order ended, or will be
 * told at the address of its last request.
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
