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
  /** Where to report how it ends; null: nowhere. */
  readonly shop: Shop | null;
};

/** `asked`: the stream sequence of the request. The shop can ask again under the same request id; that is another request. */
export type Shop = ReturnAddress & { readonly asked: number };

/** What a level is built from: the tools that every team with queues has. */
export type Kit = {
  /** The version of the business that this code was written for. Rows and messages do not name their version. */
  readonly version: OrderVersion;
  readonly timeoutMs: number;
  /** How often a command is sent in total before its step is given up. */
  readonly tries: number;
  now(): number;
  /** Lost with the process. */
  memoryTable<Row extends { readonly id: string }>(): MemoryTable<Row>;
  /** Survives the process. */
  storedTable<Row extends { readonly id: string }>(): StoredTable<Row>;
  readonly timers: MemoryTimers;
};

/** A level: its handlers for orders and replies, and its sweeper. */
export type Coordinator = {
  onOrder(order: Order, turn: Turn): Promise<void>;
  onReply(reply: StepReply, turn: Turn): Promise<void>;
  /** Called for each order in every sweep; absent in a level without a sweeper. */
  sweep?(order: Order["id"], turn: Turn): Promise<void>;
};

/** The handling of one message (or timer): everything that is sent and logged in it has this message as its cause. */
export type Turn = {
  readonly cause: EventId | null;
  /** Sends a command to its service, and resolves once it is stored in the service's queue. */
  command(order: Order, action: Action, how: CommandOptions): Promise<void>;
  /** Tells the shop how the order ended, and resolves once the answer is stored. */
  answer(order: Order, outcome: FlowOutcome): Promise<void>;
  readonly log: FlowLog;
};

export type CommandOptions = {
  /** From 1. Each try is a message of its own. */
  readonly try?: number;
  /** Whether the command has an idempotency key, which is the same in every try. */
  readonly keyed?: boolean;
  /** False: the service is not asked for a reply. */
  readonly answered?: boolean;
  /** When the sweeper will look again; only for the log. */
  readonly due?: number;
};

/** The coordinator's log: the lab needs it, the design does not. */
export type FlowLog = {
  started(order: Order): void;
  took(reply: StepReply): void;
  dropped(reply: StepReply, why: "late" | "duplicate" | "orphaned"): void;
  timedOut(order: Order, step: Action, tryNumber: number): void;
  compensating(order: Order, because: Action, undo: readonly Action[]): void;
  ended(order: Order, outcome: FlowOutcome): void;
};
