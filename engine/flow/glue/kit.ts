import type { EventId } from "../../trace/event.ts";
import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { ReturnAddress } from "../../reply/headers.ts";
import type { Action, OrderVersion, StepReply } from "../order/order.ts";
import type { MemoryTable } from "./memory-table.ts";
import type { StoredTable } from "./stored-table.ts";
import type { MemoryTimers } from "./memory-timers.ts";

/** An order as the shop has placed it. */
export type Order = {
  readonly id: string;
  readonly amountCents: number;
  /** Who wants to hear how it ends; null: nobody. */
  readonly shop: Shop | null;
};

/** `asked`: stream sequence of the request. The shop may ask again, under the same request id: that is another one. */
export type Shop = ReturnAddress & { readonly asked: number };

/** What a level is given to build from: what every team has that works with queues. */
export type Kit = {
  /** Of the business: what this code was written for. Rows and messages do not say which version made them. */
  readonly version: OrderVersion;
  readonly timeoutMs: number;
  /** How often a command is sent in all before its step is given up. */
  readonly tries: number;
  now(): number;
  /** Gone with the process. */
  memoryTable<Row extends { readonly id: string }>(): MemoryTable<Row>;
  /** Survives it. */
  storedTable<Row extends { readonly id: string }>(): StoredTable<Row>;
  readonly timers: MemoryTimers;
};

/** What a level is: what to do when an order comes, when an answer comes, and every now and then. */
export type Coordinator = {
  onOrder(order: Order, turn: Turn): Promise<void>;
  onReply(reply: StepReply, turn: Turn): Promise<void>;
  /** Called every now and then for each order, if it is there. */
  sweep?(order: Order["id"], turn: Turn): Promise<void>;
};

/** One handling of one message (or timer): whatever is sent and logged in it is known to follow from it. */
export type Turn = {
  readonly cause: EventId | null;
  /** Sends a command to its service, and resolves once it is stored in the service's queue. */
  command(order: Order, action: Action, how: CommandOptions): Promise<void>;
  /** Tells the shop how it ended, and resolves once the answer is stored. */
  answer(order: Order, outcome: FlowOutcome): Promise<void>;
  readonly log: FlowLog;
};

export type CommandOptions = {
  /** From 1. Each try is a message of its own. */
  readonly try?: number;
  /** With an idempotency key, the same in every try. */
  readonly keyed?: boolean;
  /** False: the service is not asked to answer. */
  readonly answered?: boolean;
  /** Only for the log: when the sweeper will look again. */
  readonly due?: number;
};

/** What a coordinator says of its doings: the lab's instrument, not part of the design. */
export type FlowLog = {
  started(order: Order): void;
  took(reply: StepReply): void;
  dropped(reply: StepReply, why: "late" | "duplicate" | "orphaned"): void;
  timedOut(order: Order, step: Action, tryNumber: number): void;
  compensating(order: Order, because: Action, undo: readonly Action[]): void;
  ended(order: Order, outcome: FlowOutcome): void;
};
