import type { EventOf, TraceEvent } from "../events.ts";
import { messageKey } from "../message-key.ts";
import type { Span } from "./figures.ts";

/** One delivery of a message, and what the worker that got it did with it. */
export type Hold = {
  readonly queue: string;
  readonly worker: string;
  readonly deliveredAt: number;
  /** When the handler began; null: it never did. */
  readonly startedAt: number | null;
  /** When the handler was done, successfully or not; null: it was not, because its worker ended or the job expired. */
  readonly workedUntil: number | null;
  /** When the worker no longer had it; null: it still has it at the end of the trace. */
  readonly endedAt: number | null;
  /** Until when the server waits for its ack; it cannot know that its worker died. */
  readonly leaseEndsAt: number;
  readonly isDone: boolean;
};

type Open = { -readonly [Field in keyof Hold]: Hold[Field] } & { ackSentAt: number | null };

/** What each worker had in its hands, in the order in which it came. `events` in the order of time. */
export function holdsOf(events: readonly TraceEvent[]): Hold[] {
  const holds = new Holds();
  for (const event of events) holds.add(event);
  return holds.end();
}

/** How long the run took; nothing where it died with its worker. */
export function serviceMs({ startedAt, workedUntil }: Hold): number[] {
  return startedAt === null || workedUntil === null ? [] : [workedUntil - startedAt];
}

/** When the handler was at work, also where its worker died over it. */
export const runSpan =
  (end: number) =>
  ({ startedAt, workedUntil, endedAt }: Hold): Span[] =>
    startedAt === null ? [] : [{ from: startedAt, to: workedUntil ?? endedAt ?? end }];

class Holds {
  private readonly all: Open[] = [];
  /** By actor, and then by delivery. An actor has one incarnation at a time, and the end of the old one empties its hands. */
  private readonly open = new Map<string, Map<string, Open>>();
  /** By message: its deliveries, until an ack deletes it. */
  private readonly leased = new Map<string, Open[]>();
  private readonly dead = new Set<string>();
  private readonly expired = new Set<Open>();

  add(event: TraceEvent): void {
    const { type, at } = event;
    if (type === "job-delivered") this.begin(event);
    else if (type === "job-started") this.with(event, (hold) => (hold.startedAt = at));
    else if (type === "job-in-progress") this.with(event, (hold) => (hold.leaseEndsAt = event.deadline));
    else if (type === "job-ack-sent") this.sendAck(event);
    else if (type === "job-failed") this.with(event, (hold) => this.worked(hold, at));
    else if (type === "job-nacked") this.finish(event, false);
    else if (type === "job-dead-lettered") this.dead.add(messageKey(event));
    else if (type === "job-expired") this.expire(event);
    else if (type === "job-acked") this.finish(event, event.terminated === undefined && !this.isDead(event));
    else if (type === "actor-crashed" || type === "actor-stopped") this.endAll(event);
  }

  end(): Hold[] {
    // Its worker died between its ack and the server's answer, and the message was not delivered again.
    for (const hold of [...this.leased.values()].flat())
      hold.leaseEndsAt = Math.min(hold.leaseEndsAt, hold.ackSentAt ?? Infinity);
    return this.all;
  }

  private begin(event: EventOf<"job-delivered">): void {
    const hold: Open = {
      ...{ queue: event.queue, worker: event.actor, deliveredAt: event.at },
      ...{ startedAt: null, workedUntil: null, endedAt: null, leaseEndsAt: event.deadline, isDone: false },
      ackSentAt: null,
    };
    this.all.push(hold);
    this.lease(event, hold);
    this.handsOf(event.actor).set(deliveryKey(event), hold);
  }

  /** Of a request whose deadline is over, also after its handler began. It names no message. */
  private expire({ actor, queue, job, attempt }: EventOf<"job-expired">): void {
    for (const [key, hold] of this.handsOf(actor))
      if (hold.queue === queue && key.endsWith(`#${job}#${attempt}`)) this.expired.add(hold);
  }

  private finish(event: EventOf<"job-nacked" | "job-acked">, isDone: boolean): void {
    this.with(event, (hold) => {
      this.worked(hold, event.at);
      hold.endedAt = event.at;
      hold.leaseEndsAt = Math.min(hold.leaseEndsAt, event.at);
      hold.isDone = isDone && !this.expired.has(hold);
    });
    this.handsOf(event.actor).delete(deliveryKey(event));
    if (event.type === "job-acked") this.release(event);
  }

  private lease(event: EventOf<"job-delivered">, hold: Open): void {
    const key = messageKey(event);
    const known = this.leased.get(key);
    if (known === undefined) return void this.leased.set(key, [hold]);
    // The ack of an earlier delivery did not reach the server.
    for (const earlier of known) earlier.ackSentAt = null;
    known.push(hold);
  }

  /** An ack deletes the message: of any of its deliveries, also of one that the server no longer waits for. */
  private release(event: EventOf<"job-acked">): void {
    const key = messageKey(event);
    for (const hold of this.leased.get(key) ?? []) hold.leaseEndsAt = Math.min(hold.leaseEndsAt, event.at);
    this.leased.delete(key);
  }

  private sendAck(event: EventOf<"job-ack-sent">): void {
    this.with(event, (hold) => {
      this.worked(hold, event.at);
      hold.ackSentAt = event.at;
    });
  }

  private endAll({ actor, at }: EventOf<"actor-crashed" | "actor-stopped">): void {
    for (const hold of this.handsOf(actor).values()) hold.endedAt = at;
    this.open.delete(actor);
  }

  private worked(hold: Open, at: number): void {
    if (hold.startedAt !== null && !this.expired.has(hold)) hold.workedUntil ??= at;
  }

  private with(event: Held, change: (hold: Open) => void): void {
    const hold = this.handsOf(event.actor).get(deliveryKey(event));
    if (hold !== undefined) change(hold);
  }

  private isDead(event: EventOf<"job-acked">): boolean {
    return this.dead.size > 0 && this.dead.has(messageKey(event));
  }

  private handsOf(actor: string): Map<string, Open> {
    const known = this.open.get(actor);
    if (known !== undefined) return known;
    const hands = new Map<string, Open>();
    this.open.set(actor, hands);
    return hands;
  }
}

type Held = EventOf<
  | "job-delivered"
  | "job-started"
  | "job-in-progress"
  | "job-ack-sent"
  | "job-failed"
  | "job-nacked"
  | "job-acked"
  | "job-dead-lettered"
>;

function deliveryKey(event: Held): string {
  return `${messageKey(event)}#${event.attempt}`;
}
