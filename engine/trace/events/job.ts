import type { JsonValue } from "../../kernel/json.ts";
import { fromQueue, toQueue } from "../diagram-parts.ts";
import type { EventStamp } from "../event.ts";
import { family } from "../family.ts";
import { formatCount, formatDuration, formatMs } from "../format.ts";

/** One delivery of one job: what acks, naks and redeliveries are linked by. */
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
      /** Done within so many milliseconds from when it can be delivered, or never; absent: whenever. */
      readonly ttlMs?: number;
      /** In a queue that has them. */
      readonly priority?: string;
      readonly group?: string;
      /** A replay: the dead letter that it is made of, by its sequence among them; absent: it is sent anew. */
      readonly letter?: number;
      /** The payload is not the one that failed. */
      readonly edited?: true;
    }
  /** The server confirmed that the job is in the queue's stream: from here on it is *accepted*. */
  | { readonly type: "job-stored"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** It is in the stream, out of the workers' reach, for `delayMs` more. */
  | {
      readonly type: "job-scheduled";
      readonly queue: string;
      readonly job: string;
      readonly streamSequence: number;
      readonly delayMs: number;
    }
  /** The queue is full and took nothing: its sender knows. */
  | { readonly type: "job-refused"; readonly queue: string; readonly job: string; readonly reason: string }
  /** The wire made two of it: a copy with a message id of its own is in the stream as well. */
  | { readonly type: "job-duplicated"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** The sender was told that it is stored, and it is gone: a purge by mistake, a stream that was only in memory. */
  | { readonly type: "job-lost"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** The server knew the message id already and stored nothing. */
  | { readonly type: "job-deduplicated"; readonly queue: string; readonly job: string; readonly streamSequence: number }
  /** `deadline`: the moment at which the server gives the message to another worker if it hears nothing. */
  | ({ readonly type: "job-delivered"; readonly deadline: number } & Delivery)
  /** The worker holds it, and waits for its turn under the queue's rate limit. */
  | ({ readonly type: "job-rate-limited"; readonly waitMs: number } & Delivery)
  /**
   * The handler began: a delivery that waited in a prefetch buffer becomes a run. `token`: of a queue with fencing, greater
   * than that of every run that began before.
   */
  | ({ readonly type: "job-started"; readonly token?: number } & Delivery)
  /** The worker asked for more time (the server's `working`); `progress`: what the handler said of itself, if it did. */
  | ({ readonly type: "job-in-progress"; readonly deadline: number; readonly progress?: JsonValue } & Delivery)
  | ({ readonly type: "job-failed"; readonly error: string } & Delivery)
  | ({ readonly type: "job-ack-sent" } & Delivery)
  /**
   * The server confirmed the ack: the message is deleted. `terminated`: not as done, but because its handler said that it
   * is nobody's work any more, and why.
   */
  | ({ readonly type: "job-acked"; readonly terminated?: string } & Delivery)
  /**
   * `delayMs` is how long the server holds the job back before it delivers it again. `failed`: its handler threw; `handed-back`:
   * this delivery does not count as an attempt; `engine-failed`: a step of the engine's own failed (`engine-step-failed`).
   */
  | ({
      readonly type: "job-naked";
      readonly delayMs: number;
      readonly reason: "failed" | "handed-back" | "engine-failed";
    } & Delivery)
  /** Its time was over at `deadline`, or its caller had given up by then: acknowledged without being worked on. */
  | {
      readonly type: "job-expired";
      readonly queue: string;
      readonly job: string;
      readonly attempt: number;
      readonly deadline: number;
    }
  /** The job is in the dead-letter stream (confirmed); the ack that removes it from its queue follows. */
  | ({
      readonly type: "job-dead-lettered";
      readonly reason: string;
      readonly deadLetters: string;
      readonly deadLetterSequence: number;
    } & Delivery)
  /** A child is done, or dead; `left`: how many of its parent's children are not. At 0 the parent is sent. */
  | {
      readonly type: "child-finished";
      readonly queue: string;
      readonly job: string;
      readonly parent: string;
      readonly left: number;
    }
  /** A worker that polls asked for work, and there was none. */
  | { readonly type: "queue-polled"; readonly queue: string };

type Of<T extends JobEvent["type"]> = EventStamp & Extract<JobEvent, { readonly type: T }>;

export const jobEvents = family<JobEvent>({
  "job-sent": {
    says: describeSend,
    draws: (event) => {
      const how = event.letter === undefined ? "" : `, replayed${event.edited === true ? " with another payload" : ""}`;
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
    says: ({ queue, job, delayMs }) => `${queue} keeps ${job} back for ${formatDuration(delayMs)} (delayed)`,
    draws: "queue",
    tone: "plain",
  },
  "job-refused": {
    says: ({ actor, queue, job, reason }) => `${queue} did not take ${job} from ${actor}: ${reason}`,
    draws: (event) => fromQueue(event, `did not take ${event.job}: ${event.reason}`),
    tone: "warn",
  },
  "job-duplicated": {
    says: ({ queue, job, streamSequence }) =>
      `${queue} got a copy of ${job} as well (stream sequence ${streamSequence}, another Nats-Msg-Id)`,
    draws: "queue",
    tone: "warn",
  },
  "job-lost": {
    says: ({ actor, queue, job }) =>
      actor === "runner"
        ? `${queue} had ${job} in memory only, and it is gone`
        : `${queue} confirmed ${job} to ${actor} and lost it`,
    draws: "queue",
    tone: "bad",
    flag: { kind: "lost" },
  },
  "job-deduplicated": {
    says: ({ queue, job }) => `${queue} knew ${job} already and stored nothing (same Nats-Msg-Id)`,
    draws: (event) => fromQueue(event, `had ${event.job} already (same Nats-Msg-Id)`),
    tone: "warn",
  },
  "job-delivered": {
    says: ({ actor, job, attempt, deadline }) =>
      `${actor} got ${job} (delivery ${attempt}) and has until ${formatMs(deadline)} to finish it (ackWait)`,
    draws: (event) => {
      const text = event.attempt > 1 ? `${event.job}, delivery ${event.attempt}` : event.job;
      return { ...fromQueue(event, text), dotted: false };
    },
    tone: "work",
    mark: "delivered",
  },
  "job-rate-limited": {
    says: ({ actor, job, waitMs, queue }) =>
      `${actor} holds ${job} and waits ${formatDuration(waitMs)} for its turn (rate limit of ${queue})`,
    draws: "actor",
    tone: "plain",
  },
  "job-started": {
    says: ({ actor, job, attempt }) => `${actor} began to work on ${job} (delivery ${attempt})`,
    draws: null,
    tone: "work",
  },
  "job-in-progress": {
    says: describeProgress,
    draws: (event) => toQueue(event, `still at ${event.job}, until ${formatMs(event.deadline)}`),
    tone: "work",
  },
  "job-failed": {
    says: ({ actor, job, attempt, error }) => `${actor} failed at ${job} (delivery ${attempt}): ${error}`,
    draws: "actor",
    tone: "bad",
    mark: "failed",
    flowMark: "failed",
  },
  "job-ack-sent": {
    says: ({ actor, job, queue }) => `${actor} finished ${job} and told ${queue} so (ack sent)`,
    draws: (event) => toQueue(event, `ack ${event.job}`),
    tone: "good",
  },
  "job-acked": {
    says: ({ actor, job, queue, terminated }) =>
      terminated === undefined
        ? `${queue} confirmed to ${actor} that ${job} is deleted (ack confirmed)`
        : `${actor} had ${job} deleted from ${queue}, undone: ${terminated} (terminated)`,
    draws: (event) => fromQueue(event, `deleted ${event.job}`),
    tone: "good",
    mark: "done",
  },
  "job-naked": {
    says: describeNak,
    draws: (event) => {
      const when = event.delayMs === 0 ? "at once" : `in ${formatDuration(event.delayMs)}`;
      return toQueue(event, `nak ${event.job}, again ${when}`);
    },
    tone: "warn",
  },
  "job-expired": {
    says: ({ actor, job, deadline }) =>
      `${actor} left ${job} undone: its time was over at ${formatMs(deadline)} (deadline)`,
    draws: "actor",
    tone: "warn",
    mark: "expired",
  },
  "job-dead-lettered": {
    says: ({ actor, job, queue, attempt, reason }) =>
      `${actor} put ${job} among the dead letters of ${queue} after ${formatCount(attempt, "delivery", "deliveries")}: ${reason}`,
    draws: "both",
    tone: "warn",
    mark: "dead-lettered",
    flowMark: "dead-lettered",
  },
  "child-finished": {
    says: ({ job, left, parent }) =>
      `${job} is finished; ${left === 0 ? `${parent} can begin` : `${parent} waits for ${left} more`}`,
    draws: "actor",
    tone: "plain",
  },
  "queue-polled": {
    says: ({ actor, queue }) => `${actor} asked ${queue} for work, and there was none`,
    draws: null,
    tone: "plain",
  },
});

function describeSend({ actor, job, queue, payload, letter, edited }: Of<"job-sent">): string {
  if (letter === undefined) return `${actor} sent ${job} to ${queue}`;
  const how = edited === true ? `with another payload: ${JSON.stringify(payload)}` : "as it was";
  return `${actor} sent the dead letter ${job} to ${queue} once more, ${how} (replay)`;
}

function describeProgress({ actor, job, deadline, progress }: Of<"job-in-progress">): string {
  const said = progress === undefined ? "" : `, at ${JSON.stringify(progress)}`;
  return `${actor} is still at ${job}${said}, and has until ${formatMs(deadline)} now (in progress)`;
}

function describeNak({ actor, job, queue, reason, delayMs, attempt }: Of<"job-naked">): string {
  const when = delayMs === 0 ? "at once" : `in ${formatDuration(delayMs)}`;
  if (reason === "handed-back") {
    const how = delayMs === 0 ? "without working on it" : `to be delivered again ${when}, at no cost`;
    return `${actor} handed ${job} back to ${queue} ${how} (nak)`;
  }
  return `${actor} gave ${job} back to ${queue}, to be tried again ${when} (nak, delivery ${attempt})`;
}
