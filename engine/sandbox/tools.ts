import type { JsonValue } from "../kernel/json.ts";
import type { Job } from "../queue/work/received-job.ts";

/** The payload that the producers of a scenario send. */
export type OrderPayload = { readonly order: string; readonly amountCents: number };

/** A job as a function of a handlers file sees it. `Payload` is what its producer sends. */
export type HandlerJob<Payload = OrderPayload> = Omit<Job, "payload" | "header"> & { readonly payload: Payload };

/** An effect outside, requested for an order. */
export type Effect = {
  readonly order: string;
  /** Money that moves from the customer; negative: back to the customer. 0 by default. */
  readonly amountCents?: number;
  /** The idempotency key: the same key is applied once. None by default. */
  readonly key?: string | null;
  /** The run's fencing token; a token older than one that was seen for the order is refused. */
  readonly token?: number | null;
};

/** `duplicate`: it had been applied before, by its key. `refused`: its token was out of date. Nothing was done in both cases. */
export type EffectAnswer = { readonly duplicate: boolean; readonly refused: boolean };

/**
 * What a function of a handlers file may do besides computing. Everything follows the run's own clock, passes the run's planned
 * faults, and is recorded in its trace.
 */
export type HandlerTools = {
  /** The fencing token of this run of the job, in a queue with `fencing`; otherwise null. */
  readonly token: number | null;
  /** Milliseconds since the run began. */
  now(): number;
  /** Waits, on the run's clock. A slow worker waits longer. */
  sleep(ms: number): Promise<void>;
  /** Charges an order at the payment provider. Without a key, each call charges again. */
  charge(effect: Effect & { readonly amountCents: number }): Promise<EffectAnswer>;
  /** Any other effect of the outside services: `reserve`, `ship`, `notify`, `refund` or a name of your own. */
  effect(name: string, effect: Effect): Promise<EffectAnswer>;
  /** Sends a job to a queue that the handler lists in `sends`. `id` deduplicates. */
  send(
    queue: string,
    job: { readonly id: string; readonly payload: JsonValue },
  ): Promise<{ readonly duplicate: boolean }>;
  /** Extends the visibility timeout to its full length from now. */
  progress(): Promise<void>;
  /** How many deliveries of the job were not handed back, including this one. */
  attempts(): Promise<number>;
};

/**
 * A function that a handlers file exports. It does the work of one job; what it returns is the reply to a request. Throwing means
 * 'failed, try again', unless it throws an `UnrecoverableError`, `RetryAfterError`, `HandBackError` or `TerminateError`.
 */
export type HandlerFunction<Payload = OrderPayload> = (
  job: HandlerJob<Payload>,
  tools: HandlerTools,
) => Promise<JsonValue | void> | JsonValue | void;
