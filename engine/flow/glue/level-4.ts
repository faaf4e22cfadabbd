import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { Action, Step, StepReply } from "../order/order.ts";
import { askedAgain } from "./asked-again.ts";
import type { Coordinator, Kit, Order, Turn } from "./kit.ts";
import { stepRules } from "./steps.ts";
import type { Stored } from "./stored-table.ts";

/**
 * Level 4, late replies: a step without a reply may have been done, or may yet be. So compensation covers every step that was
 * sent, not only those known to be done. If the command arrives later, the service recognizes its key and does nothing.
 */
type StepState = { readonly is: "sent"; readonly try: number; readonly due: number } | { readonly is: "done" };
type Row = Order & {
  readonly steps: { readonly [action in Action]?: StepState };
  readonly ended: FlowOutcome | null;
};

export function level4(kit: Kit): Coordinator {
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
    if (row.steps[reply.action]?.is !== "sent") return turn.log.dropped(reply, "duplicate");
    turn.log.took(reply);
    if (reply.done || reply.action === "notify") await onDone(row, reply.action, turn);
    else await cancel(row, reply.action as Step, turn);
  }

  async function onDone(row: Stored<Row>, action: Action, turn: Turn): Promise<void> {
    await advance({ ...row, steps: { ...row.steps, [action]: { is: "done" } } }, turn);
  }

  async function advance(row: Row, turn: Turn): Promise<void> {
    const isDone = (action: Action) => row.steps[action]?.is === "done";
    if (allDone(isDone)) return end(row, "completed", turn);
    const next = nextSteps((step) => row.steps[step] !== undefined, isDone);
    await tell(row, next, turn, 1);
  }

  async function tell(row: Row, actions: readonly Action[], turn: Turn, tryNumber: number): Promise<void> {
    const due = kit.now() + kit.timeoutMs;
    const sent = Object.fromEntries(actions.map((action) => [action, { is: "sent" as const, try: tryNumber, due }]));
    // Saved before it is sent: a fast reply must find the row.
    const saved = await orders.put({ ...row, steps: { ...row.steps, ...sent } }, turn);
    for (const action of actions) await turn.command(saved, action, { try: tryNumber, keyed: true, due });
  }

  async function sweep(id: string, turn: Turn): Promise<void> {
    const row = await orders.get(id);
    if (!row || row.ended !== null) return;
    const overdue = Object.entries(row.steps).find(([, state]) => state.is === "sent" && kit.now() >= state.due);
    // One per sweep: the next sweep sees the row as this one has changed it.
    if (overdue) await onTimeout(row, overdue[0] as Action, turn);
  }

  async function onTimeout(row: Stored<Row>, action: Action, turn: Turn): Promise<void> {
    const tryNumber = triesOf(row.steps[action]);
    turn.log.timedOut(row, action, tryNumber);
    if (tryNumber < kit.tries) await tell(row, [action], turn, tryNumber + 1);
    else if (action === "notify") await onDone(row, action, turn);
    else await cancel(row, action as Step, turn);
  }

  async function cancel(row: Row, because: Step, turn: Turn): Promise<void> {
    const undo = undoOf((step) => row.steps[step] !== undefined);
    turn.log.compensating(row, because, undo);
    await end(row, "cancelled", turn, undo);
  }

  async function end(row: Row, outcome: FlowOutcome, turn: Turn, undo: readonly Action[] = []): Promise<void> {
    await orders.put({ ...row, ended: outcome }, turn);
    turn.log.ended(row, outcome);
    for (const action of undo) await turn.command(row, action, { keyed: true, answered: false });
    await turn.answer(row, outcome);
  }

  return { onOrder, onReply, sweep };
}

function triesOf(state: StepState | undefined): number {
  return state?.is === "sent" ? state.try : 0;
}
