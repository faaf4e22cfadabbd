import { messageKey, unreachable } from "../../../../engine/views.ts";
import type { EventOf, EventType, TraceEvent } from "../../../../engine/trace/events.ts";
import type { EventId, EventStamp } from "../../../../engine/trace/event.ts";
import type { Delivery } from "../../../../engine/trace/events/job.ts";
import { actorOfId, type EffectRecord, type IncarnationRecord, type PauseRecord, type SendRecord } from "./records.ts";

/**
 * The first pass assigns events to the message, delivery or incarnation that they belong to, and decides nothing.
 *
 * R1  A delivery is one (queue, sequence, attempt) at one incarnation. A repeated attempt number begins a new one.
 * R2  Deliveries that an incarnation had not settled when it ended are lost with it.
 * R3  A message that was confirmed and lost on the wire is a message like any other but for its stay: see M5 of
 *     `derive-messages.ts`.
 * R4  A delayed job is one message, although the server stores it again when it is due.
 */
export type MessageDraft = {
  readonly queue: string;
  readonly job: string;
  readonly streamSequence: number;
  stored: EventOf<"job-stored"> | null;
  sent: EventOf<"job-sent"> | null;
  lost: EventOf<"job-lost"> | null;
  /** It was only in its server's memory when that server was killed. */
  wiped: EventOf<"job-lost"> | null;
  /** It was sent with a delay. */
  scheduled: EventOf<"job-scheduled"> | null;
  /** It is a duplicate that the wire made. */
  copied: EventOf<"job-duplicated"> | null;
  readonly deliveries: DeliveryDraft[];
};
export type DeliveryDraft = {
  readonly delivered: EventOf<"job-delivered">;
  rateLimited: EventOf<"job-rate-limited"> | null;
  started: EventOf<"job-started"> | null;
  /** The times at which its worker asked for more time. */
  readonly extensions: EventOf<"job-in-progress">[];
  failed: EventOf<"job-failed"> | null;
  ackSent: EventOf<"job-ack-sent"> | null;
  acked: EventOf<"job-acked"> | null;
  expired: EventOf<"job-expired"> | null;
  nacked: EventOf<"job-nacked"> | null;
  deadLettered: EventOf<"job-dead-lettered"> | null;
  lost: EventOf<"actor-crashed"> | EventOf<"actor-stopped"> | null;
};
type Incarnation = { -readonly [K in keyof IncarnationRecord]: IncarnationRecord[K] };
type Send = { readonly sent: SendRecord["sent"]; answered: SendRecord["answered"] };
type Stored = { readonly queue: string; readonly job: string; readonly streamSequence: number };
type DeliveryEvent = EventOf<
  | "job-started"
  | "job-rate-limited"
  | "job-in-progress"
  | "job-failed"
  | "job-ack-sent"
  | "job-acked"
  | "job-nacked"
  | "job-dead-lettered"
>;

export class TraceReader {
  readonly messages = new Map<string, MessageDraft>();
  readonly sends: Send[] = [];
  readonly effects: EffectRecord[] = [];
  readonly incarnations = new Map<string, Incarnation[]>();
  readonly pauses = new Map<string, PauseRecord[]>();
  private readonly sendsById = new Map<EventId, Send>();
  private readonly deliveries = new Map<string, DeliveryDraft>();
  private readonly unsettled = new Map<string, Set<DeliveryDraft>>();
  /** The delayed jobs. */
  private readonly later = new Map<string, MessageDraft>();
  private readonly charged = new Set<string>();
  /** The targets of faults, and the job of each run: effects and lost messages are linked by them. */
  private readonly struck = new Map<EventId, EventId>();
  private readonly runs = new Map<EventId, string>();

  /**
   * All other events are about an actor's memory or a store, or appear only in the event table. Parts read those that
   * they need.
   */
  private readonly readers: { readonly [T in EventType]?: (event: EventOf<T>) => void } = {
    "actor-started": (event) => this.readStart(event),
    "actor-crashed": (event) => this.readEnd(event),
    "actor-stopped": (event) => this.readEnd(event),
    "actor-paused": (event) => this.readPause(event),
    "actor-resumed": (event) => this.thaw(event),
    "job-sent": (event) => this.readSend(event),
    "job-stored": (event) => this.readAnswer(event),
    "job-deduplicated": (event) => this.readAnswer(event),
    "job-delivered": (event) => this.readDelivered(event),
    "job-started": (event) => this.readDelivery(event),
    "job-rate-limited": (event) => this.readDelivery(event),
    "job-in-progress": (event) => this.readDelivery(event),
    "job-failed": (event) => this.readDelivery(event),
    "job-ack-sent": (event) => this.readDelivery(event),
    "job-acked": (event) => this.readDelivery(event),
    "job-nacked": (event) => this.readDelivery(event),
    "job-dead-lettered": (event) => this.readDelivery(event),
    "job-expired": (event) => this.readExpired(event),
    "job-scheduled": (event) => this.readScheduled(event),
    "job-lost": (event) => this.readWire(event),
    "job-duplicated": (event) => this.readWire(event),
    "fault-injected": ({ id, cause }) => void (cause !== null && this.struck.set(id, cause)),
    "effect-applied": (event) => this.readEffect(event),
    "effect-deduplicated": (event) => this.readEffect(event),
  };

  read(events: readonly TraceEvent[]): this {
    for (const event of events) (this.readers[event.type] as ((event: TraceEvent) => void) | undefined)?.(event);
    return this;
  }

  private readStart(started: EventOf<"actor-started">): void {
    const { actor, incarnation } = started;
    const lives = this.incarnations.get(actor) ?? [];
    lives.push({ actor, incarnation, started, ended: null });
    this.incarnations.set(actor, lives);
  }

  private readEnd(ended: EventOf<"actor-crashed"> | EventOf<"actor-stopped">): void {
    const life = this.incarnations.get(ended.actor)?.find(({ incarnation }) => incarnation === ended.incarnation);
    if (life) life.ended = ended;
    const key = `${ended.actor}/${ended.incarnation}`;
    for (const delivery of this.unsettled.get(key) ?? []) delivery.lost = ended;
    this.unsettled.delete(key);
    this.thaw(ended);
  }

  private readPause(event: EventOf<"actor-paused">): void {
    const pauses = this.pauses.get(event.actor) ?? [];
    pauses.push({ from: event.at, to: Infinity });
    this.pauses.set(event.actor, pauses);
  }

  private thaw({ actor, at }: EventStamp): void {
    const last = this.pauses.get(actor)?.at(-1);
    if (last?.to === Infinity) this.pauses.get(actor)?.splice(-1, 1, { from: last.from, to: at });
  }

  private readScheduled(event: EventOf<"job-scheduled">): void {
    const message = this.message(event);
    message.scheduled = event;
    this.later.set(laterKey(event), message);
  }

  /** A fault struck a send, whose message has no `job-stored` of its own. */
  private readWire(event: EventOf<"job-lost"> | EventOf<"job-duplicated">): void {
    const message = this.message(event);
    if (event.type === "job-lost" && event.actor === "runner") message.wiped = event;
    else if (event.type === "job-lost") message.lost = event;
    else message.copied = event;
    const sent = event.cause === null ? undefined : (this.struck.get(event.cause) ?? event.cause);
    if (sent !== undefined) message.sent ??= this.sendsById.get(sent)?.sent ?? null;
  }

  private readSend(sent: EventOf<"job-sent">): void {
    const send: Send = { sent, answered: null };
    this.sends.push(send);
    this.sendsById.set(sent.id, send);
  }

  private readAnswer(event: EventOf<"job-stored"> | EventOf<"job-deduplicated">): void {
    const send = event.cause === null ? undefined : this.sendsById.get(event.cause);
    if (send) send.answered = event;
    if (event.type === "job-deduplicated") return;
    const message = this.message(event);
    message.stored = event;
    message.sent ??= send?.sent ?? null;
  }

  private readDelivery(event: DeliveryEvent): void {
    const delivery = this.deliveries.get(deliveryKey(event));
    // A trace may begin in the middle (a run that was joined late): events without a message are skipped.
    if (!delivery) return;
    switch (event.type) {
      case "job-started":
        delivery.started = event;
        this.runs.set(event.id, event.job);
        return;
      case "job-rate-limited":
        delivery.rateLimited = event;
        return;
      case "job-in-progress":
        delivery.extensions.push(event);
        return;
      case "job-failed":
        delivery.failed = event;
        return;
      case "job-ack-sent":
        delivery.ackSent = event;
        return;
      case "job-dead-lettered":
        delivery.deadLettered = event;
        return;
      case "job-acked":
        delivery.acked = event;
        break;
      case "job-nacked":
        delivery.nacked = event;
        break;
      default:
        unreachable(event);
    }
    this.unsettled.get(`${event.actor}/${event.incarnation}`)?.delete(delivery);
  }

  private readDelivered(delivered: EventOf<"job-delivered">): void {
    const message = this.later.get(laterKey(delivered)) ?? this.message(delivered);
    if (delivered.cause !== null) message.sent ??= this.sendsById.get(delivered.cause)?.sent ?? null;
    const delivery: DeliveryDraft = {
      delivered,
      rateLimited: null,
      started: null,
      extensions: [],
      failed: null,
      ackSent: null,
      acked: null,
      expired: null,
      nacked: null,
      deadLettered: null,
      lost: null,
    };
    message.deliveries.push(delivery);
    this.deliveries.set(deliveryKey(delivered), delivery);
    const holder = `${delivered.actor}/${delivered.incarnation}`;
    const open = this.unsettled.get(holder) ?? new Set();
    open.add(delivery);
    this.unsettled.set(holder, open);
  }

  /** The event names no sequence: it is the one delivery of this job that its worker has in hand. */
  private readExpired(event: EventOf<"job-expired">): void {
    for (const delivery of this.unsettled.get(`${event.actor}/${event.incarnation}`) ?? []) {
      const { queue, job, attempt } = delivery.delivered;
      if (queue === event.queue && job === event.job && attempt === event.attempt) delivery.expired = event;
    }
  }

  private readEffect(event: EffectRecord["event"]): void {
    const key = `${event.effect}|${event.job}`;
    const worker = event.cause === null ? null : actorOfId(event.cause);
    const job = (event.cause === null ? undefined : this.runs.get(event.cause)) ?? event.job;
    this.effects.push({ event, worker, job, repeated: this.charged.has(key) });
    if (event.type === "effect-applied") this.charged.add(key);
  }

  private message({ queue, job, streamSequence }: Stored): MessageDraft {
    const key = messageKey({ queue, job, streamSequence });
    const known = this.messages.get(key);
    if (known) return known;
    const draft: MessageDraft = {
      queue,
      job,
      streamSequence,
      stored: null,
      sent: null,
      lost: null,
      wiped: null,
      scheduled: null,
      copied: null,
      deliveries: [],
    };
    this.messages.set(key, draft);
    return draft;
  }
}

function laterKey({ queue, job }: Pick<Stored, "queue" | "job">): string {
  return `${queue}/${job}`;
}

function deliveryKey(event: EventStamp & Delivery): string {
  return `${messageKey(event)}#${event.attempt}#${event.actor}/${event.incarnation}`;
}
