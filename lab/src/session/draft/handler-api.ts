import type { HandlerJob, HandlerTools, OrderPayload } from "../../../../engine/sandbox/tools.ts";

/** What a handlers file may use, for the editor's completion and help. A member that is missing here does not compile. */
export type ApiEntry = {
  /** As TypeScript would write it. */
  readonly type: string;
  readonly info: string;
  /** What is inserted in place of the name. */
  readonly insert?: string;
};
type Table<T> = { readonly [Member in keyof T]-?: ApiEntry };

const JOB: Table<HandlerJob> = {
  id: { type: "string", info: "The job's id. The same for every delivery." },
  queue: { type: "string", info: "The queue that it came from." },
  payload: { type: "OrderPayload", info: "What its producer sent: an order and its price." },
  attempt: {
    type: "number",
    info: "The number of this run, from 1. More than 1: an earlier run may have done part of the work.",
  },
  deliveries: { type: "number", info: "The server's delivery count, from 1." },
  streamSequence: { type: "number", info: "The message's sequence in the queue's stream." },
};

const PAYLOAD: Table<OrderPayload> = {
  order: { type: "string", info: "The order's name." },
  amountCents: { type: "number", info: "Its price in cents. A poisoned job has a text here." },
};

const TOOLS: Table<HandlerTools> = {
  token: { type: "number | null", info: "The fencing token of this run, in a queue with `fencing`; otherwise null." },
  now: { type: "() => number", info: "Milliseconds since the run began.", insert: "now()" },
  sleep: {
    type: "(ms: number) => Promise<void>",
    info: "Waits on the run's clock. A slow worker waits longer.",
    insert: "sleep(100)",
  },
  charge: {
    type: "({ order, amountCents, key?, token? }) => Promise<{ duplicate, refused }>",
    info: "Charges an order at the payment provider. Without a key, each call charges again.",
    insert: "charge({ order, amountCents, key: order })",
  },
  effect: {
    type: "(name, { order, amountCents?, key?, token? }) => Promise<{ duplicate, refused }>",
    info: "Any other effect of the outside services: ship, notify, refund or a name of your own.",
    insert: 'effect("notify", { order, key: job.id })',
  },
  send: {
    type: "(queue, { id, payload }) => Promise<{ duplicate }>",
    info: "Sends a job to a queue that the handler lists in `sends`.",
    insert: 'send("mails", { id: `mail-${job.id}`, payload: job.payload })',
  },
  progress: {
    type: "() => Promise<void>",
    info: "Extends the visibility timeout to its full length from now.",
    insert: "progress()",
  },
  attempts: {
    type: "() => Promise<number>",
    info: "How many deliveries of the job were not handed back, including this one.",
    insert: "attempts()",
  },
};

const ERRORS: Readonly<Record<string, ApiEntry>> = {
  UnrecoverableError: { type: "(reason)", info: "No retry helps: the job becomes a dead letter at once." },
  RetryAfterError: { type: "(delayMs, reason)", info: "Failed, and the next try is after this delay." },
  HandBackError: { type: "(delayMs, reason)", info: "Handed back for another worker; costs no attempt." },
  TerminateError: { type: "(reason)", info: "The job is no longer needed: it is deleted without a dead letter." },
  HandlerJob: { type: "type", info: "The job that a handler gets." },
  HandlerTools: { type: "type", info: "What a handler may do besides computing." },
};

/** The members after a dot, by what stands before it; under "" the names that "ackademy" exports. */
export const HANDLER_API: Readonly<Record<string, Readonly<Record<string, ApiEntry>>>> = {
  job: JOB,
  "job.payload": PAYLOAD,
  tools: TOOLS,
  "": ERRORS,
};

/** `tools.sl` → the tools, and where the name begins. Null where nothing of ours can stand. */
export function handlerApiAt(
  before: string,
): { readonly members: Readonly<Record<string, ApiEntry>>; readonly typed: string } | null {
  const [, owner = "", typed = ""] = /(?:([\w.]+)\.)?(\w*)$/.exec(before) ?? [];
  const members = HANDLER_API[owner];
  return members === undefined ? null : { members, typed };
}
