import type { JsonValue } from "../../kernel/json.ts";

/**
 * The lab's business transaction: reserve the stock, charge the card, then ship the parcel and notify the customer. If a step
 * cannot be done, the steps before it are compensated. Each action is a command to a service behind a work queue. Each design
 * of a coordinator drives it in its own way: see glue/ and orchestrator/.
 *
 * There are two versions: in the second, the payment provider checks the order for fraud before it is charged.
 */
export type OrderVersion = 1 | 2;

export type Step = "reserve" | "check" | "charge" | "ship" | "notify";
export type Undo = "release" | "refund" | "recall" | "apologize";
export type Action = Step | Undo;

/** The compensation of each step. A mail cannot be unsent: a second mail revokes the first. A check changes nothing. */
export const UNDO_OF = {
  reserve: "release",
  charge: "refund",
  ship: "recall",
  notify: "apologize",
} as const satisfies Readonly<Record<Exclude<Step, "check">, Undo>>;

/** The step that an action compensates; null for a step. */
export function undoneBy(action: Action): Step | null {
  const found = Object.entries(UNDO_OF).find(([, undo]) => undo === action);
  return found ? (found[0] as Step) : null;
}

/** The queue of each action's service. */
export const QUEUE_OF: Readonly<Record<Action, string>> = {
  reserve: "stock",
  release: "stock",
  check: "payment",
  charge: "payment",
  refund: "payment",
  ship: "shipping",
  recall: "shipping",
  notify: "mail",
  apologize: "mail",
};
export const SERVICE_QUEUES = ["stock", "payment", "shipping", "mail"] as const;
export const ORDERS_QUEUE = "orders";

/** The payload of a command to a service. */
export type Command = {
  readonly order: string;
  readonly action: Action;
  readonly amountCents: number;
  /** Idempotency key: the service executes the command once per key; null: it cannot recognize a repetition. */
  readonly key: string | null;
  /** The key of the command that this one compensates. If that command arrives later, the service does nothing. */
  readonly undoes: string | null;
};

/** A service's reply: done, or refused for a business reason, with nothing changed. */
export type StepReply =
  | { readonly order: string; readonly action: Action; readonly done: true }
  | { readonly order: string; readonly action: Action; readonly done: false; readonly reason: string };

/** What the shop is told in the end. */
export type OrderResult = { readonly order: string; readonly outcome: "completed" | "cancelled" };

/** `keyed`: with idempotency keys, the same in every try. */
export function command(order: string, action: Action, amountCents: number, keyed: boolean): Command {
  const undone = undoneBy(action);
  return {
    order,
    action,
    amountCents,
    key: keyed ? `${order}/${action}` : null,
    undoes: keyed && undone !== null ? `${order}/${undone}` : null,
  };
}

/** The job that carries a command: tries after the first are jobs of their own. */
export function commandJob(order: string, action: Action, tryNumber: number): string {
  return tryNumber === 1 ? `${order}-${action}` : `${order}-${action}-try-${tryNumber}`;
}

/** The job that tells the shop how an order ended; `asked`: the job of the shop's request. */
export function answerJob(asked: string): string {
  return `reply-${asked}-1`;
}

/** A payload that no coordinator or service has sent. */
export class NotACommandError extends Error {
  override readonly name = "NotACommandError";
}

/** @throws NotACommandError naming the problem. */
export function readCommand(payload: JsonValue): Command {
  const { order, action, amountCents, key = null, undoes = null } = fields(payload);
  if (typeof order !== "string") throw new NotACommandError("order is not a text");
  if (!isAction(action)) throw new NotACommandError(`action is ${JSON.stringify(action)}, which no service knows`);
  if (typeof amountCents !== "number" || !Number.isInteger(amountCents)) {
    throw new NotACommandError(`amountCents is ${JSON.stringify(amountCents)}, not a whole number`);
  }
  if ((key !== null && typeof key !== "string") || (undoes !== null && typeof undoes !== "string")) {
    throw new NotACommandError("key and undoes are texts or null");
  }
  return { order, action, amountCents, key, undoes };
}

/** @throws NotACommandError naming the problem. */
export function readStepReply(payload: JsonValue): StepReply {
  const { order, action, done, reason } = fields(payload);
  if (typeof order !== "string") throw new NotACommandError("order is not a text");
  if (!isAction(action)) throw new NotACommandError(`action is ${JSON.stringify(action)}, which no service knows`);
  if (done === true) return { order, action, done };
  return { order, action, done: false, reason: typeof reason === "string" ? reason : "no reason given" };
}

function isAction(value: JsonValue | undefined): value is Action {
  return typeof value === "string" && Object.hasOwn(QUEUE_OF, value);
}

function fields(payload: JsonValue): { readonly [field: string]: JsonValue | undefined } {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    throw new NotACommandError("the payload is not an object");
  }
  return payload as { readonly [field: string]: JsonValue };
}
