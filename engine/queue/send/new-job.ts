import type { JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../names.ts";
import type { JobRules } from "./job-rules.ts";

/** The unit of work as the business knows it; `id` names it everywhere and, by default, deduplicates its publishes. */
export type NewJob = JobRules & {
  readonly id: string;
  readonly payload: JsonValue;
  readonly headers?: { readonly [name: string]: string };
  /**
   * What its publishes are deduplicated by, when that is not `id`: who sends the same job anew and means it (another visit
   * of a flow's state) gives another one. By default the id counts no more once its job was cancelled or purged, see
   * duplicates.ts; a message id that is given is the server's affair alone.
   */
  readonly messageId?: string;
  /** Not delivered before so many milliseconds have passed, by the server's clock. The queue needs `schedules`. */
  readonly delayMs?: number;
  /** The same with a moment, Unix milliseconds; one in the past is now. */
  readonly at?: number;
};
/** What a sender must know of a queue. */
export type SendTo = Pick<
  QueueConfig,
  "name" | "namespace" | "schedules" | "lanes" | "bound" | "atomic" | "results"
> & {
  /** It may have been deleted, as a reply queue with its requester: while nobody answers, the server is asked once. */
  readonly mayBeGone?: true;
};
/** The server's answer to a job that was sent. */
export type Sent = {
  readonly streamSequence: number;
  /** The server knew the message id already and stored nothing. */
  readonly duplicate: boolean;
  /** The queue was full, and puts what is too much among its dead letters. */
  readonly deadLettered?: true;
};
