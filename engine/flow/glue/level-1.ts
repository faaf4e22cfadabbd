import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { Action, Step, StepReply } from "../order/order.ts";
import type { Coordinator, Kit, Order, Turn } from "./kit.ts";

/** Level 1, idempotency keys: every command has a key, the same in each try, so a service executes it once. */
type Row = Order & { readonly ended: FlowOutcome | null };

const UNDO: Readonly<Record<Step, readonly Action[]>> = {
  reserve: [],
  check: ["release"],
  charge: ["release"],
  ship: ["apologize", "refund", "release"],
  notify: [],
};

export function level1(kit: Kit): Coordinator {
  const orders = kit.memoryTable<Row>();

  async function onOrder(order: Order, turn: Turn): Promise<void> {
    turn.log.started(order);
    const row = { ...order, ended: null };
    orders.put(row, turn);
    await tell(row, "reserve", turn);
  }

  async function onReply(reply: StepReply, turn: Turn): Promise<void> {
    const row = orders.get(reply.order);
    if (!row) return turn.log.dropped(reply, "orphaned");
    if (row.ended !== null) return turn.log.dropped(reply, "late");
    turn.log.took(reply);
    kit.timers.clear(row.id, reply.action, turn);
    if (reply.done || reply.action === "notify") await onDone(row, reply.action, turn);
    else await cancel(row, reply.action as Step, turn);
  }

  async function onDone(row: Row, action: Action, turn: Turn): Promise<void> {
    if (action === "reserve") await tell(row, kit.version === 1 ? "charge" : "check", turn);
    if (action === "check") await tell(row, "charge", turn);
    if (action === "charge") {
      await tell(row, "ship", turn);
      await tell(row, "notify", turn);
    }
    // The mail is always the last step.
    if (action === "notify") await end(row, "completed", turn);
  }

  async function tell(row: Row, step: Step, turn: Turn, tryNumber = 1): Promise<void> {
    kit.timers.set(row.id, step, kit.timeoutMs, turn, (later) => onTimeout(row, step, later, tryNumber));
    await turn.command(row, step, { try: tryNumber, keyed: true });
  }

  async function onTimeout(row: Row, step: Step, turn: Turn, tryNumber: number): Promise<void> {
    if (orders.get(row.id)?.ended !== null) return;
    turn.log.timedOut(row, step, tryNumber);
    if (tryNumber < kit.tries) await tell(row, step, turn, tryNumber + 1);
    else if (step === "notify") await onDone(row, step, turn);
    else await cancel(row, step, turn);
  }

  async function cancel(row: Row, because: Step, turn: Turn): Promise<void> {
    turn.log.compensating(row, because, UNDO[because]);
    for (const action of UNDO[because]) await turn.command(row, action, { keyed: true, answered: false });
    await end(row, "cancelled", turn);
  }

  async function end(row: Row, outcome: FlowOutcome, turn: Turn): Promise<void> {
    kit.timers.clearAll(row.id, turn);
    orders.put({ ...row, ended: outcome }, turn);
    turn.log.ended(row, outcome);
    await turn.answer(row, outcome);
  }

  return { onOrder, onReply };
}
