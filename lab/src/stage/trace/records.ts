import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import type { Scenario } from "../../../../engine/scenario/schema.ts";
import type { BrokerName } from "../../../../engine/scenario/brokers.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import type { Span } from "./span-index.ts";

/** The input of a run's views. `scenario` has its variant and knobs applied. */
export type TraceSource = {
  readonly scenario: Scenario;
  readonly broker: BrokerName;
  readonly events: readonly TraceEvent[];
  /** The end of the time machine's scale, if it is later than the last event. */
  readonly endMs?: number;
};

/** The records of a trace: one per message, delivery and incarnation. Everything else is derived from them. */

/** One message in a queue's stream. A job may have several (the same job stored twice), each with its own sequence. */
export type MessageRecord = {
  readonly queue: string;
  readonly job: string;
  readonly streamSequence: number;
  readonly poison: boolean;
  readonly sent: EventOf<"job-sent"> | null;
  readonly stored: EventOf<"job-stored"> | null;
  /** It was never stored in the queue, although its sender was told so. */
  readonly lost: EventOf<"job-lost"> | null;
  /** It was only in its server's memory when that server was killed. */
  readonly wiped: EventOf<"job-lost"> | null;
  /** It was sent while no server answered for its queue, and again later. */
  readonly sentAgain: boolean;
  /** It is a duplicate that the wire made. */
  readonly copied: EventOf<"job-duplicated"> | null;
  /** It was delayed: the queue does not deliver it before then. */
  readonly delayedUntil: number;
  /** The server no longer delivers it, and it was not moved away. */
  readonly givenUp: boolean;
  /** When it was stored in the queue; derived. */
  readonly arrivedAt: number;
  /** In the order in which they left the queue. */
  readonly deliveries: readonly DeliveryRecord[];
  /** Deliveries that the server counted and no worker recorded: their worker was already dead. */
  readonly unseen: readonly UnseenDelivery[];
  /** When the ack that deletes it reached the queue, or it was pushed out; Infinity while it is stored. */
  readonly deletedAt: number;
  /** The full queue has dropped it to make room for another job; derived. */
  readonly dropped: {
    readonly at: number;
    readonly by: string;
    readonly eventIds: readonly EventId[];
  } | null;
};

/** One try of a request, and what became of it. */
export type AskRecord = {
  readonly asked: EventOf<"request-sent">;
  /** The job of the request. */
  readonly job: string;
  readonly timedOut: EventOf<"request-timed-out"> | null;
  /** Every reply that was matched to this entry of the table, in the order of arrival. */
  readonly replies: readonly ReplyRecord[];
  /** The end of its requester's incarnation, if that still waited. */
  readonly forgotten: EventOf<"actor-crashed"> | EventOf<"actor-stopped"> | null;
};
export type ReplyRecord = {
  readonly event: EventOf<"reply-received" | "reply-stale" | "reply-late" | "reply-duplicate" | "reply-orphaned">;
  /** The reply's own job in the reply queue; null if the trace does not say. */
  readonly job: string | null;
};

export type UnseenDelivery = { readonly attempt: number; readonly from: number; readonly to: number };

export type DeliveryRecord = {
  readonly delivered: EventOf<"job-delivered">;
  readonly leftQueueAt: number;
  /** Its worker waits for its turn under the queue's rate. */
  readonly rateLimited: EventOf<"job-rate-limited"> | null;
  readonly started: EventOf<"job-started"> | null;
  /** The times at which its worker asked for more time. */
  readonly extensions: readonly EventOf<"job-in-progress">[];
  readonly failed: EventOf<"job-failed"> | null;
  readonly ackSent: EventOf<"job-ack-sent"> | null;
  readonly acked: EventOf<"job-acked"> | null;
  readonly expired: EventOf<"job-expired"> | null;
  readonly nacked: EventOf<"job-nacked"> | null;
  readonly deadLettered: EventOf<"job-dead-lettered"> | null;
  /** The end of the incarnation, if it still had the job. */
  readonly lost: EventOf<"actor-crashed"> | EventOf<"actor-stopped"> | null;
  /** When the worker sent the ack, and when the queue had it; Infinity for 'never'. */
  readonly ackLeftAt: number;
  readonly ackArrivedAt: number;
  /** When the worker sent it to the dead letters, and when it came to lie there; Infinity for 'never'. */
  readonly deadLetterLeftAt: number;
  readonly deadLetterArrivedAt: number;
  /** When the queue stopped waiting for its ack: nak, deadline or the next delivery, whichever came first. */
  readonly leaseEndsAt: number;
  readonly leaseEnd: LeaseEnd;
};
/** 'gone': the message was lost with its server's memory. */
export type LeaseEnd = "acked" | "gone" | "nacked" | "timeout" | "open" | "dropped";

export type IncarnationRecord = {
  readonly actor: string;
  readonly incarnation: number;
  readonly started: EventOf<"actor-started">;
  readonly ended: EventOf<"actor-crashed"> | EventOf<"actor-stopped"> | null;
};

/** An actor was paused. */
export type PauseRecord = Span;

export type EffectRecord = {
  readonly event: EventOf<"effect-applied"> | EventOf<"effect-deduplicated">;
  /** The requester, from the event's cause; null if the trace does not say. */
  readonly worker: string | null;
  /** The job in whose run it was requested: with a flow, a command, while `event.job` is the order. */
  readonly job: string;
  /** The job had been charged before. */
  readonly repeated: boolean;
};

export type SendRecord = {
  readonly sent: EventOf<"job-sent">;
  readonly answered: EventOf<"job-stored"> | EventOf<"job-deduplicated"> | null;
};

/** The actor that an event id belongs to: ids are 'actor/incarnation/n' (T1). */
export function actorOfId(id: EventId): string {
  return id.slice(0, id.indexOf("/"));
}

/** It was moved to the dead-letter queue, or is on its way there. */
export const isBuried = ({ deliveries }: MessageRecord): boolean =>
  deliveries.some(({ deadLetterLeftAt }) => deadLetterLeftAt < Infinity);

/** The jobs that the scenario's faults spoil. */
export function poisonedIn({ scenario }: TraceSource): ReadonlySet<string> {
  return new Set(scenario.faults.flatMap((fault) => (fault.kind === "poison" ? [fault.job] : [])));
}
