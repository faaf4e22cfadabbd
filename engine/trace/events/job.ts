import type { JsonValue } from "../../kernel/json.ts";
import { fromQueue, toQueue } from "../diagram-parts.ts";
import type { EventStamp } from "../event.ts";
import { family } from "../family.ts";
import { formatCount, formatDuration, formatMs } from "../format.ts";

/** One delivery of one job. Links acks, naks and redeliveries. */
export type Delivery = {
  readonly queue: string;
  readonly job: string;
  readonly streamSequence: number;
  /** The server's delivery count, from 1. */
  readonly attempt: number;
};

export type JobEvent =
  | {
      readonly type: "job-sent";
      readonly queue: string;
      readonly job: string;
      readonly payload: JsonValue;
      /** Time to live in milliseconds, from the moment at which it can be delivered; absent: unlimited. */
      readonly ttlMs?: number;
      /** In a queue with priorities, or with groups. */
      readonly priority?: string;
      readonly group?: string;
      /** Of a replay: the sequence of its dead letter; absent: it is not a replay. */
      readonly letter?: number;
      /** The replay has another payload than the job that failed. */
      readonly edited?: true;
    }
  /** The server confirmed that the job is in the queue's stream: it is now *accepted*. */
  | { readonly type: "job-stored"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** The job is in the stream, but the server does not deliver it for another `delayMs`. */
  | {
      readonly type: "job-scheduled";
      readonly queue: string;
      readonly job: string;
      readonly streamSequence: number;
      readonly delayMs: number;
    }
  /** The queue is full and stored nothing. The sender got an error. */
  | { readonly type: "job-refused"; readonly queue: string; readonly job: string; readonly reason: string }
  /** The network duplicated the message: a duplicate with another message id is in the stream too. */
  | { readonly type: "job-duplicated"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** The server confirmed the job and then lost it: an accidental purge, or a stream that was only in memory. */
  | { readonly type: "job-lost"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** The server knew the message id already and stored nothing. */
  | { readonly type: "job-deduplicated"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** `deadline`: the end of the visibility timeout. Without an ack by then, the server delivers the message again. */
  | ({ readonly type: "job-delivered"; readonly deadline: number } & Delivery)
  /** The worker has received the job and waits until the queue's rate limit permits it to start. */
  | ({ readonly type: "job-rate-limited"; readonly waitMs: number } & Delivery)
  /**
   * The handler started. Until then, the delivery may have waited in a prefetch buffer. `token`: the fencing token, in a
   * queue with fencing; it is greater than the token of every earlier run.
   */
  | ({ readonly type: "job-started"; readonly token?: number } & Delivery)
  /** The worker asked for more time (the server's `working`). `progress`: what the handler reported; absent: nothing. */
  | ({ readonly type: "job-in-progress"; readonly deadline: number; readonly progress?: JsonValue } & Delivery)
  | ({ readonly type: "job-failed"; readonly error: string } & Delivery)
  | ({ readonly type: "job-ack-sent" } & Delivery)
  /**
   * The server confirmed the ack: the message is deleted. `terminated`: the handler skipped the job, because it does not
   * need to be done any more; the value is the reason.
   */
  | ({ readonly type: "job-acked"; readonly terminated?: string } & Delivery)
  /**
   * The worker nacked the job. `delayMs`: the server waits this long before it delivers the job again. `failed`: the handler
   * threw. `handed-back`: this delivery does not count as an attempt. `engine-failed`: a step of the engine itself failed
   * (`engine-step-failed`).
   */
  | ({
      readonly type: "job-naked";
      readonly delayMs: number;
      readonly reason: "failed" | "handed-back" | "engine-failed";
    } & Delivery)
  /** The job expired at `deadline`, or its requester had given up by then. It was skipped: acknowledged without being done. */
  | {
      readonly type: "job-expired";
      readonly queue: string;
      readonly job: string;
      readonly attempt: number;
      readonly deadline: number;
    }
  /** The server confirmed the job in the dead-letter stream. The ack that removes it from its queue follows. */
  | ({
      readonly type: "job-dead-lettered";
      readonly reason: string;
      readonly deadLetters: string;
      readonly deadLetterSequence: number;
    } & Delivery)
  /** A child is done or dead-lettered. `left`: how many of its parent's children are not; at 0, the parent is sent. */
  | {
      readonly type: "child-finished";
      readonly queue: string;
      readonly job: string;
      readonly parent: string;
      readonly left: number;
    }
  /** A polling worker asked for a job, and there was none. */
  | { readonly type: "queue-polled"; readonly queue: string };

type Of<T extends JobEvent["type"]> = EventStamp & Extract<JobEvent, { readonly type: T }>;

export const jobEvents = family<JobEvent>({
  "job-sent": {
    says: describeSend,
    draws: (event) => {
      const how =
        event.letter === undefined ? "" : `, replayed${event.edited === true ? " with an edited payload" : ""}`;
      return toQueue(event, `${event.job}${how}`);
    },
    tone: "plain",
    mark: "sent",
  },
  "job-stored": {
    says: ({ queue, job, streamSequence }) => `${queue} stored ${job} (stream sequence ${streamSequence})`,
    draws: (event) => fromQueue(event, `stored ${event.job}`),
    tone: "plain",
  },
  "job-scheduled": {
    says: ({ queue, job, delayMs }) => `${queue} will not deliver ${job} for ${formatDuration(delayMs)} (delayed)`,
    draws: "queue",
    tone: "plain",
  },
  "job-refused": {
    says: ({ actor, queue, job, reason }) => `${queue} rejected ${job} from ${actor}: ${reason}`,
    draws: (event) => fromQueue(event, `rejected ${event.job}: ${event.reason}`),
    tone: "warn",
  },
  "job-duplicated": {
    says: ({ queue, job, streamSequence }) =>
      `${queue} stored a duplicate of ${job} (stream sequence ${streamSequence}, another Nats-Msg-Id)`,
    draws: "queue",
    tone: "warn",
  },
  "job-lost": {
    says: ({ actor, queue, job }) =>
      actor === "runner"
        ? `${queue} lost ${job}: it was in memory only`
        : `${queue} confirmed ${job} to ${actor} and then lost it`,
    draws: "queue",
    tone: "bad",
    flag: { kind: "lost" },
  },
  "job-deduplicated": {
    says: ({ queue, job }) => `${queue} already had ${job} and stored nothing (same Nats-Msg-Id)`,
    draws: (event) => fromQueue(event, `already had ${event.job} (same Nats-Msg-Id)`),
    tone: "warn",
  },
  "job-delivered": {
    says: ({ actor, job, attempt, deadline }) =>
      `${actor} received ${job} (delivery ${attempt}) and has until ${formatMs(deadline)} to finish it (ackWait)`,
    draws: (event) => {
      const text = event.attempt > 1 ? `${event.job}, delivery ${event.attempt}` : event.job;
      return { ...fromQueue(event, text), dotted: false };
    },
    tone: "work",
    mark: "delivered",
  },
  "job-rate-limited": {
    says: ({ actor, job, waitMs, queue }) =>
      `${actor} waits ${formatDuration(waitMs)} before it starts ${job} (rate limit of ${queue})`,
    draws: "actor",
    tone: "plain",
  },
  "job-started": {
    says: ({ actor, job, attempt }) => `${actor} started to work on ${job} (delivery ${attempt})`,
    draws: null,
    tone: "work",
  },
  "job-in-progress": {
    says: describeProgress,
    draws: (event) => toQueue(event, `still working on ${event.job}, until ${formatMs(event.deadline)}`),
    tone: "work",
  },
  "job-failed": {
    says: ({ actor, job, attempt, error }) => `${actor} failed on ${job} (delivery ${attempt}): ${error}`,
    draws: "actor",
    tone: "bad",
    mark: "failed",
    flowMark: "failed",
  },
  "job-ack-sent": {
    says: ({ actor, job, queue }) => `${actor} finished ${job} and reported it to ${queue} (ack sent)`,
    draws: (event) => toQueue(event, `ack ${event.job}`),
    tone: "good",
  },
  "job-acked": {
    says: ({ actor, job, queue, terminated }) =>
      terminated === undefined
        ? `${queue} deleted ${job} and confirmed it to ${actor} (ack confirmed)`
        : `${actor} skipped ${job}, and ${queue} deleted it: ${terminated} (terminated)`,
    draws: (event) => fromQueue(event, `deleted ${event.job}`),
    tone: "good",
    mark: "done",
  },
  "job-naked": {
    says: describeNak,
    draws: (event) => {
      const when = event.delayMs === 0 ? "at once" : `in ${formatDuration(event.delayMs)}`;
      return toQueue(event, `nak ${event.job}, retry ${when}`);
    },
    tone: "warn",
  },
  "job-expired": {
    says: ({ actor, job, deadline }) => `${actor} skipped ${job}: it expired at ${formatMs(deadline)} (deadline)`,
    draws: "actor",
    tone: "warn",
    mark: "expired",
  },
  "job-dead-lettered": {
    says: ({ actor, job, queue, attempt, reason }) =>
      `${actor} moved ${job} to the dead-letter queue of ${queue} after ${formatCount(attempt, "delivery", "deliveries")}: ${reason}`,
    draws: "both",
    tone: "warn",
    mark: "dead-lettered",
    flowMark: "dead-lettered",
  },
  "child-finished": {
    says: ({ job, left, parent }) =>
      `${job} is finished; ${left === 0 ? `${parent} can start` : `${parent} waits for ${formatCount(left, "more child", "more children")}`}`,
    draws: "actor",
    tone: "plain",
  },
  "queue-polled": {
    says: ({ actor, queue }) => `${actor} polled ${queue} and found no jobs`,
    draws: null,
    tone: "plain",
  },
});

function describeSend({ actor, job, queue, payload, letter, edited }: Of<"job-sent">): string {
  if (letter === undefined) return `${actor} sent ${job} to ${queue}`;
  const how = edited === true ? `with an edited payload: ${JSON.stringify(payload)}` : "with its payload unchanged";
  return `${actor} sent the dead letter ${job} to ${queue} again, ${how} (replay)`;
}

function describeProgress({ actor, job, deadline, progress }: Of<"job-in-progress">): string {
  const said = progress === undefined ? "" : `, progress ${JSON.stringify(progress)}`;
  return `${actor} is still working on ${job}${said}, and now has until ${formatMs(deadline)} (in progress)`;
}

function describeNak({ actor, job, queue, reason, delayMs, attempt }: Of<"job-naked">): string {
  const when = delayMs === 0 ? "at once" : `in ${formatDuration(delayMs)}`;
  if (reason === "handed-back") {
    const how = delayMs === 0 ? "without working on it" : `for a redelivery ${when}, which counts as no attempt`;
    return `${actor} returned ${job} to ${queue} ${how} (nak)`;
  }
  return `${actor} returned ${job} to ${queue} for a retry ${when} (nak, delivery ${attempt})`;
}
