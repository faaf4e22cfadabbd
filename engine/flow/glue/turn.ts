import { sendJob } from "../../queue/send/send.ts";
import { type Outlet, sendReply } from "../../reply/answer.ts";
import { addressHeaders, type ReturnAddress } from "../../reply/headers.ts";
import type { EventBody } from "../../trace/events.ts";
import type { EventId } from "../../trace/event.ts";
import type { FlowOutcome, Keeping } from "../../trace/events/flow.ts";
import {
  answerJob,
  command as commandOf,
  commandJob,
  QUEUE_OF,
  type Action,
  type OrderResult,
  type StepReply,
} from "../order/order.ts";
import type { CommandOptions, FlowLog, Order, Turn } from "./kit.ts";

export type TurnOptions = Outlet & {
  readonly ordersQueue: string;
  /** The queue that services reply to. */
  readonly repliesQueue: string;
  /** Recorded in `flow-started`. */
  readonly design: string;
  /** Where the deadlines of replies are kept; timers in memory log themselves. */
  readonly deadlines: Keeping;
};

/** The message being handled: the trace event that caused it, and its delivery (for crash points). */
export type TurnCause = {
  readonly cause: EventId | null;
  readonly attempt: number;
  /** The return address that the reply repeats. */
  readonly address?: ReturnAddress | null;
};

export function createTurn(options: TurnOptions, handled: TurnCause): Turn {
  return {
    cause: handled.cause,
    command: (order, action, how) => sendCommand(options, handled, order, action, how),
    answer: (order, outcome) => sendAnswer(options, handled, order, outcome),
    log: createLog(options, handled),
  };
}

async function sendCommand(
  { js, namespace, probe, repliesQueue }: TurnOptions,
  { cause, attempt }: TurnCause,
  order: Order,
  action: Action,
  { try: tryNumber = 1, keyed = false, answered = true, due }: CommandOptions,
): Promise<void> {
  const job = commandJob(order.id, action, tryNumber);
  const queue = QUEUE_OF[action];
  const commanded = probe.record(
    { type: "step-commanded", flow: order.id, step: action, try: tryNumber, queue, job },
    cause,
  );
  if (due !== undefined) {
    probe.record({ type: "timer-set", flow: order.id, timer: action, where: "store", due }, commanded);
  }
  await probe.point("before-publish", { job, attempt });
  const address = { replyTo: repliesQueue, correlation: job, request: order.id, try: tryNumber, deadlineMs: null };
  await sendJob(
    js,
    { name: queue, namespace },
    {
      id: job,
      messageId: job,
      payload: commandOf(order.id, action, order.amountCents, keyed),
      ...(answered ? { headers: addressHeaders(address) } : {}),
    },
    probe,
    commanded,
  );
}

async function sendAnswer(
  options: TurnOptions,
  { cause, attempt }: TurnCause,
  { id: order, shop }: Order,
  outcome: FlowOutcome,
): Promise<void> {
  if (shop === null) return;
  const { request, try: tryNumber } = shop;
  const job = tryNumber === 1 ? request : `${request}-try-${tryNumber}`;
  const id = answerJob(job);
  await options.probe.point("before-publish", { job: id, attempt });
  const payload: OrderResult = { order, outcome };
  const asked = { queue: options.ordersQueue, job, attempt };
  // One answer for each request, however often it is sent: a repeated request within the duplicate window gets its own.
  const messageId = `${id}:${shop.asked}`;
  await sendReply(options, { id, messageId, payload, address: shop, asked }, cause);
}

function createLog({ probe, repliesQueue, design, deadlines }: TurnOptions, { cause, address }: TurnCause): FlowLog {
  const say = (body: EventBody) => void probe.record(body, cause);
  const deadline = (what: "timer-cleared" | "timer-fired", flow: string, timer: string) => {
    if (deadlines === "store") say({ type: what, flow, timer, where: "store" });
  };
  const answerTo = (reply: StepReply) => ({
    request: reply.order,
    correlation: address?.correlation ?? commandJob(reply.order, reply.action, 1),
    try: address?.try ?? 1,
    replyTo: repliesQueue,
  });
  return {
    started: (order) => say({ type: "flow-started", flow: order.id, design }),
    took(reply) {
      const answered = answerTo(reply);
      say({ type: "reply-received", ...answered });
      deadline("timer-cleared", reply.order, reply.action);
      const step = { flow: reply.order, step: reply.action, try: answered.try };
      say(reply.done ? { type: "step-done", ...step } : { type: "step-failed", ...step, reason: reply.reason });
    },
    dropped: (reply, why) => say({ type: `reply-${why}`, ...answerTo(reply) }),
    timedOut(order, step, tryNumber) {
      deadline("timer-fired", order.id, step);
      say({ type: "step-timed-out", flow: order.id, step, try: tryNumber });
    },
    compensating: (order, because, undo) => say({ type: "flow-compensating", flow: order.id, because, undo }),
    ended: (order, outcome) => say({ type: "flow-ended", flow: order.id, outcome }),
  };
}
