import type { MsgHdrs } from "@nats-io/nats-core";
import { errorText } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { EventId } from "../../trace/event.ts";
import type { Delivery } from "../../trace/events/job.ts";
import { CAUSE_HEADER } from "../../trace/probe.ts";
import type { QueueConfig } from "../names.ts";
import { Header, MESSAGE_ID_HEADER } from "../headers.ts";
import type { JobMessage } from "../job-message.ts";

/** A job as its handler sees it. */
export type Job = {
  readonly id: string;
  readonly queue: string;
  readonly payload: JsonValue;
  /** The number of this run, from 1. More than 1 means that an earlier run may have done part of the work already. */
  readonly attempt: number;
  /** The server's delivery count, from 1. Not every delivery becomes a run; the trace links events by this number. */
  readonly deliveries: number;
  /** The message's sequence in the queue's stream: the same in each of its deliveries, and unique in the stream. */
  readonly streamSequence: number;
  /** Returns a header of the message, or null. */
  header(name: string): string | null;
};

/** The details of a run, and functions that its handler may call. */
export type RunContext = {
  /** The trace event that caused it; pass it on with everything that the handler sends. */
  readonly cause: EventId;
  /** The fencing token in a queue with `fencing`: greater than that of every run that began before. Otherwise null. */
  readonly token: number | null;
  /** Extends the visibility timeout to its full length from now, and reports the progress if a value is given. */
  progress(value?: JsonValue): Promise<void>;
  /**
   * Aborted when the run has ended although its handler has not: after `timeoutMs`, or when the worker was stopped and waited
   * no longer. Its reason is the error. Pass it to calls that can be cancelled (`fetch`, a query).
   */
  readonly signal: AbortSignal;
  /** How many deliveries of the job were not handed back, including this one; asks the server if there were several. */
  attempts(): Promise<number>;
};

/** A function to call once the server has confirmed the ack; a crash in between loses the call. */
export type AfterAck = () => Promise<void>;

/**
 * Does the work of one job. Throwing means 'failed, try again'. It may be called more than once for one job. Returned JSON is
 * the job's result, if the queue keeps results.
 */
export type JobHandler = (job: Job, run: RunContext) => Promise<AfterAck | JsonValue | undefined | void>;

/** The payload is not JSON. It fails like any other error: the handler decides whether a retry can help. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/** A message and what the engine knows about it. */
export type Received = {
  readonly message: JobMessage;
  readonly delivery: Delivery;
  /** The event that recorded its sending; null if the engine did not send the message. */
  readonly sentBy: EventId | null;
};

/** A message that a worker holds, and how far its processing is. */
export type Held = Received & {
  /** The record of its delivery. */
  readonly cause: EventId;
  /** The engine's next step, for error reports. */
  step: string;
  /** Whether its ack has been sent, or confirmed: a nak would then only make a job run again that is done. */
  settled: "no" | "acking" | "gone";
  /** Until this time, by this process's clock, no other worker gets the job. */
  leaseUntil: number;
  /** How many of the worker's slots it occupies. */
  slots: number;
  /** Set once the handler has begun. */
  run: { readonly isOver: boolean; abandon(reason: Error): void } | null;
};

export function receive(message: JobMessage, queue: QueueConfig): Received {
  const header = message.headers;
  const job = jobOf({ header, seq: message.seq }, queue.name);
  const delivery = { queue: queue.name, job, streamSequence: message.seq, attempt: message.info.deliveryCount };
  return { message, delivery, sentBy: header?.get(CAUSE_HEADER) || null };
}

/** The id of the job in a message. */
export function jobOf(
  { header, seq }: { readonly header: MsgHdrs | undefined; readonly seq: number },
  queue: QueueConfig["name"],
): string {
  const named = header?.get(Header.Job) || header?.get(MESSAGE_ID_HEADER) || `${queue}-seq-${seq}`;
  return isOneOfMany(header) ? `${named}-${seq}` : named;
}

/** A job that a schedule made is named after the schedule, so its id needs its sequence in the stream. */
function isOneOfMany(header: MsgHdrs | undefined): boolean {
  const next = header?.get("Nats-Schedule-Next") ?? "";
  return next !== "" && next !== "purge";
}

/** @throws PayloadError when the message does not hold JSON. */
export function decodeJob({ message, delivery }: Received, attempt: number): Job {
  const { job, queue, attempt: deliveries, streamSequence } = delivery;
  try {
    const header = (name: string) => message.headers?.get(name) || null;
    return { id: job, queue, attempt, deliveries, streamSequence, payload: message.json<JsonValue>(), header };
  } catch (thrown) {
    throw new PayloadError(`the payload of ${job} is not JSON: ${errorText(thrown)}`);
  }
}
