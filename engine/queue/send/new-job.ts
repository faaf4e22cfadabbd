import type { JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../names.ts";
import type { JobRules } from "./job-rules.ts";

/** A job to send: the business's unit of work. `id` names it everywhere and, by default, deduplicates its publishes. */
export type NewJob = JobRules & {
  readonly id: string;
  readonly payload: JsonValue;
  readonly headers?: { readonly [name: string]: string };
  /**
   * The id by which the server deduplicates its publishes, if that is not `id`. Give another one to send the same job again on
   * purpose (another visit of a flow's state, for example). By default an id is released when its job is cancelled or purged,
   * see duplicates.ts; a message id that you give is left to the server.
   */
  readonly messageId?: string;
  /** Delays the job: it is not delivered before this time has passed, by the server's clock. The queue needs `schedules`. */
  readonly delayMs?: number;
  /** Delays the job until this time, Unix milliseconds; a time in the past means now. */
  readonly at?: number;
};
/** The settings of a queue that a sender needs. */
export type SendTo = Pick<
  QueueConfig,
  "name" | "namespace" | "schedules" | "lanes" | "bound" | "atomic" | "results"
> & {
  /** Set for a reply queue, which may be deleted with its requester: if nobody answers, the server is asked once. */
  readonly mayBeGone?: true;
};
/** The server's answer to a job that was sent. */
export type Sent = {
  readonly streamSequence: number;
  /** True if the server already knew the message id and stored nothing. */
  readonly duplicate: boolean;
  /** Set if the queue was full and the job was dead-lettered instead. */
  readonly deadLettered?: true;
};
