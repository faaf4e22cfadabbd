import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import type { Scenario } from "../../../../engine/scenario/schema.ts";
import type { BrokerName } from "../../../../engine/scenario/brokers.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import type { Span } from "./span-index.ts";

/** What a run's views are made from. `scenario` has its variant and knobs applied already. */
export type TraceSource = {
  readonly scenario: Scenario;
  readonly broker: BrokerName;
  readonly events: readonly TraceEvent[];
  /** Where the time machine's scale ends, if later than the last event. */
  readonly endMs?: number;
};

/** The trace read into lives: one record a message, a delivery, an incarnation. Everything else is derived from these. */

/** One message in a queue's stream. A job may have several (the same job stored twice), each with its own sequence. */
export type MessageRecord = {
  readonly queue: string;
  readonly job: string;
  readonly streamSequence: number;
  readonly poison: boolean;
  readonly sent: EventOf<"job-sent"> | null;
  readonly stored: EventOf<"job-stored"> | null;
  /** It never came to lie in the queue, whatever its sender was told. */
  readonly lost: EventOf<"job-lost"> | null;
  /** It was in its server's memory only, when that was killed. */
  readonly wiped: EventOf<"job-lost"> | null;
  /** It was sent while nobody answered for its queue, and again when somebody did. */
  readonly sentAgain: boolean;
  /** It is a copy that the wire made. */
  readonly copied: EventOf<"job-duplicated"> | null;
  /** It was sent for later: until then the queue holds it back. */
  readonly delayedUntil: number;
  /** The server has stopped delivering it, and nobody has moved it away. */
  readonly givenUp: boolean;
  /** When it came to lie in the queue; derived. */
  readonly arrivedAt: number;
  /** In the order in which they left the queue. */
  readonly deliveries: readonly DeliveryRecord[];
  /** Deliveries that the server counted and no worker recorded: they went to one that was dead before they arrived. */
  readonly unseen: readonly UnseenDelivery[];
  /** When the ack that deletes it reached the queue, or it was pushed out; Infinity while it lies there. */
  readonly deletedAt: number;
  /** The full queue has deleted it to make room for another job; derived. */
  readonly dropped: {
    readonly at: number;
    readonly by: string;
    readonly eventIds: readonly EventId[];
  } | null;
};

/** One try of a request, and what became of it. */
export type AskRecord = {
  readonly asked: EventOf<"request-sent">;
  /** The job that carries it. */
  readonly job: string;
  readonly timedOut: EventOf<"request-timed-out"> | null;
  /** Every reply that this entry of the table was found for, in the order of their arrival. */
  readonly replies: readonly ReplyRecord[];
  /** The end of the incarnation that asked, while it still waited. */
  readonly forgotten: EventOf<"actor-crashed"> | EventOf<"actor-stopped"> | null;
};
export type ReplyRecord = {
  readonly event: EventOf<"reply-received" | "reply-stale" | "reply-late" | "reply-duplicate" | "reply-orphaned">;
  /** The reply's own job in the reply queue; null when the trace does not say. */
  readonly job: string | null;
};

export type UnseenDelivery = { readonly attempt: number; readonly from: number; readonly to: number };

export type DeliveryRecord = {
  readonly delivered: EventOf<"job-delivered">;
  readonly leftQueueAt: number;
  /** Its worker waits for its turn under the queue's rate. */
  readonly rateLimited: EventOf<"job-rate-limited"> | null;
  readonly started: EventOf<"job-started"> | null;
  /** Each time that its worker asked for more time. */
  readonly extensions: readonly EventOf<"job-in-progress">[];
  readonly failed: EventOf<"job-failed"> | null;
  readonly ackSent: EventOf<"job-ack-sent"> | null;
  readonly acked: EventOf<"job-acked"> | null;
  readonly expired: EventOf<"job-expired"> | null;
  readonly nacked: EventOf<"job-nacked"> | null;
  readonly deadLettered: EventOf<"job-dead-lettered"> | null;
  /** The end of the incarnation while it still had the job. */
  readonly lost: EventOf<"actor-crashed"> | EventOf<"actor-stopped"> | null;
  /** When the worker sent the ack, and when the queue had it; Infinity for 'never'. */
  readonly ackLeftAt: number;
  readonly ackArrivedAt: number;
  /** When the worker sent it to the dead letters, and when it came to lie there; Infinity for 'never'. */
  readonly deadLetterLeftAt: number;
  readonly deadLetterArrivedAt: number;
  /** From here on the queue regards it as nobody's: nak, deadline or the next delivery, whichever came first. */
  readonly leaseEndsAt: number;
  readonly leaseEnd: LeaseEnd;
};
/** 'gone': the message went with its server's memory. */
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
  /** Who asked for it, from the event's cause; null when the trace does not say. */
  readonly worker: string | null;
  /** The job in whose run it was asked for: with a flow a command, while `event.job` is the order. */
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

/** It was moved to the dead letters, or is on its way there. */
export const isBuried = ({ deliveries }: MessageRecord): boolean =>
  deliveries.some(({ deadLetterLeftAt }) => deadLetterLeftAt < Infinity);

/** The jobs that the scenario's faults spoil. */
export function poisonedIn({ scenario }: TraceSource): ReadonlySet<string> {
  return new Set(scenario.faults.flatMap((fault) => (fault.kind === "poison" ? [fault.job] : [])));
}
