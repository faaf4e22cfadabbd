import type { JetStreamClient } from "@nats-io/jetstream";
import { sendJob } from "../../queue/send/send.ts";
import { sendReply } from "../../reply/answer.ts";
import { addressHeaders, type ReturnAddress } from "../../reply/headers.ts";
import type { EventId } from "../../trace/event.ts";
import type { Probe } from "../../trace/probe.ts";
import { answerJob, type Command, commandJob, type OrderResult, QUEUE_OF } from "../order/order.ts";

export type SenderOptions = {
  readonly js: JetStreamClient;
  readonly namespace: string;
  readonly probe: Probe;
  /** The queue that services reply to. */
  readonly repliesQueue: string;
  /** The incarnation of the process: a command that it sends again is a new message. */
  readonly incarnation: number;
};

/** Sends commands and answers. Counts the commands of each step in memory. */
export class Sender {
  private readonly counts = new Map<string, number>();
  private readonly options: SenderOptions;

  constructor(options: SenderOptions) {
    this.options = options;
  }

  /** The name of the job that the next `command` of this step sends. */
  next({ order, action }: Command): string {
    return commandJob(order, action, (this.counts.get(`${order}/${action}`) ?? 0) + 1);
  }

  async command(command: Command, cause: EventId | null): Promise<void> {
    const { js, namespace, probe, repliesQueue, incarnation } = this.options;
    const { order, action } = command;
    const job = this.next(command);
    const n = (this.counts.get(`${order}/${action}`) ?? 0) + 1;
    this.counts.set(`${order}/${action}`, n);
    const queue = QUEUE_OF[action];
    const commanded = probe.record({ type: "step-commanded", flow: order, step: action, try: n, queue, job }, cause);
    await probe.point("before-publish", { job, attempt: incarnation });
    const address = { replyTo: repliesQueue, correlation: job, request: order, try: n, deadlineMs: null };
    const headers = addressHeaders(address);
    const message = { id: job, payload: { ...command }, headers, messageId: `${job}/${incarnation}` };
    await sendJob(js, { name: queue, namespace }, message, probe, commanded);
  }

  /** Tells the shop how the order ended. */
  async answer(order: string, shop: ReturnAddress | null, result: OrderResult, cause: EventId | null): Promise<void> {
    const { js, namespace, probe, repliesQueue } = this.options;
    const ended = probe.record({ type: "flow-ended", flow: order, outcome: result.outcome }, cause);
    if (shop === null) return;
    const { request, try: n } = shop;
    const job = n === 1 ? request : `${request}-try-${n}`;
    const id = answerJob(job);
    const asked = { queue: repliesQueue, job, attempt: 1 };
    await sendReply(
      { js, namespace, probe },
      { id, messageId: id, payload: { ...result }, address: shop, asked },
      ended,
    );
  }
}
