import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { Action, Step, StepReply } from "../order/order.ts";
import { askedAgain } from "./asked-again.ts";
import type { Coordinator, Kit, Order, Turn } from "./kit.ts";
import { stepRules } from "./steps.ts";
import type { Stored } from "./stored-table.ts";

/**
 * Level 2, a persisted table: the state of each step is stored. A step begins when all steps before it are done, in whatever
 * order their replies came.
 */
type Row = Order & {
  readonly steps: { readonly [action in Action]?: "sent" | "done" };
  readonly ended: FlowOutcome | null;
};

export function level2(kit: Kit): Coordinator {
  const orders = kit.storedTable<Row>();
  const { allDone, nextSteps, undoOf } = stepRules(kit.version);

  async function onOrder(order: Order, turn: Turn): Promise<void> {
    const known = await orders.get(order.id);
    if (known) return askedAgain(orders, known, order, turn);
    turn.log.started(order);
    await advance({ ...order, steps: {}, ended: null }, turn);
  }

  async function onReply(reply: StepReply, turn: Turn): Promise<void> {
    const row = await orders.get(reply.order);
    if (!row) return turn.log.dropped(reply, "orphaned");
    if (row.ended !== null) return turn.log.dropped(reply, "late");
    if (row.steps[reply.action] !== "sent") return turn.log.dropped(reply, "duplicate");
    turn.log.took(reply);
    kit.timers.clear(row.id, reply.action, turn);
    if (reply.done || reply.action === "notify") await onDone(row, reply.action, turn);
    else await cancel(row, reply.action as Step, turn);
  }

  async function onDone(row: Stored<Row>, action: Action, turn: Turn): Promise<void> {
    await advance({ ...row, steps: { ...row.steps, [action]: "done" } }, turn);
  }

  async function advance(row: Row, turn: Turn): Promise<void> {
    const isDone = (action: Action) => row.steps[action] === "done";
    if (allDone(isDone)) return end(row, "completed", turn);
    const next = nextSteps((step) => row.steps[step] !== undefined, isDone);
    const sent = Object.fromEntries(next.map((step) => [step, "sent" as const]));
    // Saved before it is sent: a fast reply must find the row.
    const saved = await orders.put({ ...row, steps: { ...row.steps, ...sent } }, turn);
    for (const step of next) await tell(saved, step, turn);
  }

  async function tell(row: Row, step: Step, turn: Turn, tryNumber = 1): Promise<void> {
    kit.timers.set(row.id, step, kit.timeoutMs, turn, (later) => onTimeout(row.id, step, later, tryNumber));
    await turn.command(row, step, { try: tryNumber, keyed: true });
  }

  async function onTimeout(id: string, step: Step, turn: Turn, tryNumber: number): Promise<void> {
    const row = await orders.get(id);
    if (!row || row.ended !== null || row.steps[step] !== "sent") return;
    turn.log.timedOut(row, step, tryNumber);
    if (tryNumber < kit.tries) await tell(row, step, turn, tryNumber + 1);
    else if (step === "notify") await onDone(row, step, turn);
    else await cancel(row, step, turn);
  }

  async function cancel(row: Row, because: Step, turn: Turn): Promise<void> {
    const undo = undoOf((step) => row.steps[step] === "done");
    turn.log.compensating(row, because, undo);
    await end(row, "cancelled", turn, undo);
  }

  async function end(row: Row, outcome: FlowOutcome, turn: Turn, undo: readonly Action[] = []): Promise<void> {
    kit.timers.clearAll(row.id, turn);
    await orders.put({ ...row, ended: outcome }, turn);
    turn.log.ended(row, outcome);
    for (const action of undo) await turn.command(row, action, { keyed: true, answered: false });
    await turn.answer(row, outcome);
  }

  return { onOrder, onReply };
}
