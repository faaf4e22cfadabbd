import type { MsgHdrs } from "@nats-io/nats-core";
import { errorText } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { EventId } from "../../trace/event.ts";
import type { Delivery } from "../../trace/events/job.ts";
import { CAUSE_HEADER } from "../../trace/probe.ts";
import type { QueueConfig } from "../names.ts";
import { Header, MESSAGE_ID_HEADER } from "../headers.ts";
import type { JobMessage } from "../job-message.ts";

/** A job as a handler sees it. */
export type Job = {
  readonly id: string;
  readonly queue: string;
  readonly payload: JsonValue;
  /** Which run of the job this is, from 1: more than 1 means that an earlier one may have done part of it already. */
  readonly attempt: number;
  /** The server's delivery count, from 1. Not every delivery becomes a run; the trace links events by this number. */
  readonly deliveries: number;
  /** The message's place in the queue's stream: the same for each delivery of it, and for nothing else there. */
  readonly streamSequence: number;
  /** A header of the message, or null. */
  header(name: string): string | null;
};

/** What a handler may know of its run, and say while it is at it. */
export type RunContext = {
  /** What it was caused by; forward it with everything the handler sends. */
  readonly cause: EventId;
  /** Of a queue with `fencing`: greater than that of every run that began before. Null elsewhere. */
  readonly token: number | null;
  /** Extends the visibility timeout to its full length from now, and says how far the job is, if a value is given. */
  progress(value?: JsonValue): Promise<void>;
  /**
   * Aborted when the run is over although its handler has not ended: after `timeoutMs`, or when the worker was stopped and did
   * not wait any longer. Its reason is the error. Hand it to what can be cancelled (`fetch`, a query).
   */
  readonly signal: AbortSignal;
  /** How many of the job's deliveries were not handed back, this one included: looked up on the server when there were several. */
  attempts(): Promise<number>;
};

/** What a handler wants done once the server has confirmed the ack: a crash in between loses it. */
export type AfterAck = () => Promise<void>;

/**
 * Does the work of one job. Throwing means 'failed, try again'; it may be called more than once for one job. JSON that it
 * returns is the job's result, in a queue that keeps them.
 */
export type JobHandler = (job: Job, run: RunContext) => Promise<AfterAck | JsonValue | undefined | void>;

/** The payload is not JSON: no retry can help, but only the handler's owner can say so, so it fails like any other. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/** A message together with what the engine knows of it. */
export type Received = {
  readonly message: JobMessage;
  readonly delivery: Delivery;
  /** The event that recorded its sending, or null for a message that something else has sent. */
  readonly sentBy: EventId | null;
};

/** A message that a worker holds, and how far it is with it. */
export type Held = Received & {
  /** The record of its delivery. */
  readonly cause: EventId;
  /** What the engine is about to do: named when it fails. */
  step: string;
  /** Its ack has left, or is confirmed: a nak would only make a job that is done run again. */
  settled: "no" | "acking" | "gone";
  /** Until then nobody else gets the job, by this process's clock. */
  leaseUntil: number;
  /** How many of the worker's slots it has. */
  slots: number;
  /** Once the handler has begun. */
  run: { readonly isOver: boolean; abandon(reason: Error): void } | null;
};

export function receive(message: JobMessage, queue: QueueConfig): Received {
  const header = message.headers;
  const job = jobOf({ header, seq: message.seq }, queue.name);
  const delivery = { queue: queue.name, job, streamSequence: message.seq, attempt: message.info.deliveryCount };
  return { message, delivery, sentBy: header?.get(CAUSE_HEADER) || null };
}

/** What the job in a message is called. */
export function jobOf(
  { header, seq }: { readonly header: MsgHdrs | undefined; readonly seq: number },
  queue: QueueConfig["name"],
): string {
  const named = header?.get(Header.Job) || header?.get(MESSAGE_ID_HEADER) || `${queue}-seq-${seq}`;
  return isOneOfMany(header) ? `${named}-${seq}` : named;
}

/** What a repeating schedule makes has its name from it, and is told apart by its place in the stream. */
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
