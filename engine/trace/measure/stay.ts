import type { EventOf, TraceEvent } from "../events.ts";
import { messageKey } from "../message-key.ts";

/** One message's time in its queue's stream. */
export type Stay = {
  readonly queue: string;
  readonly job: string;
  /** When it was stored, as its sender heard it, or as its first worker did if that was earlier. */
  readonly enteredAt: number;
  /** When it could be delivered first: later than `enteredAt` for a delayed job. Ages and waiting times count from here. */
  readonly readyAt: number;
  /** The start of its first run; null: it never ran. */
  readonly startedAt: number | null;
  /** Null: it is still there at the end of the trace. */
  readonly leftAt: number | null;
  readonly leftAs: "done" | "skipped" | "dead-lettered" | "lost" | "dropped" | "expired" | null;
};

type Open = { -readonly [Field in keyof Stay]: Stay[Field] } & { ackSentAt: number | null; ttlMs: number | null };

/**
 * All messages of all queues. What the server deletes without a report is derived: a
 * message whose time to live was over, and, where `dropsAbove` has the bound of a queue with `drop-oldest`, the oldest
 * one when there was one too many.
 *
 * `events` in the order of time.
 */
export function staysOf(events: readonly TraceEvent[], dropsAbove: ReadonlyMap<string, number>): Stay[] {
  const ledger = new Stays(dropsAbove);
  for (const event of events) ledger.add(event);
  return ledger.end(events.at(-1)?.at ?? 0);
}

class Stays {
  private readonly all = new Map<string, Open>();
  /** Those that are still there, by queue, in the order in which they entered. */
  private readonly there = new Map<string, Set<Open>>();
  private readonly ttls = new Map<string, number>();
  /** Delayed jobs that were not delivered yet: the server delivers each under another sequence than it stored. */
  private readonly delayed = new Map<string, Open>();
  private readonly expired = new Set<string>();
  private readonly dead = new Set<string>();
  private readonly dropsAbove: ReadonlyMap<string, number>;

  constructor(dropsAbove: ReadonlyMap<string, number>) {
    this.dropsAbove = dropsAbove;
  }

  add(event: TraceEvent): void {
    const { type, at } = event;
    if (type === "job-sent") this.limit(event);
    else if (type === "job-scheduled") this.delay(event);
    else if (type === "job-stored" || type === "job-duplicated" || type === "job-delivered") this.enter(event);
    else if (type === "job-started") this.enter(event).startedAt ??= at;
    else if (type === "job-ack-sent") this.enter(event).ackSentAt = at;
    else if (type === "job-expired") this.expired.add(jobKey(event));
    else if (type === "job-dead-lettered") this.dead.add(messageKey(event));
    else if (type === "job-acked") this.leave(this.enter(event), at, this.endOf(event));
    else if (type === "job-lost") this.leave(this.enter(event), at, "lost");
  }

  end(at: number): Stay[] {
    for (const open of [...this.there.values()].flatMap((stays) => [...stays])) {
      const { ackSentAt, ttlMs, readyAt } = open;
      // Its worker died between its ack and the server's answer, and the message was not delivered again.
      if (ackSentAt !== null) this.leave(open, ackSentAt, "done");
      else if (ttlMs !== null && readyAt + ttlMs < at) this.leave(open, readyAt + ttlMs, "expired");
    }
    return [...this.all.values(), ...this.delayed.values()];
  }

  private enter({ at, type, queue, job, streamSequence }: EventOf<MessageEvent>): Open {
    const key = messageKey({ queue, job, streamSequence });
    const known = this.all.get(key);
    if (known !== undefined) {
      // The ack of an earlier delivery did not reach the server.
      if (type === "job-delivered") known.ackSentAt = null;
      return known;
    }
    const of = jobKey({ queue, job });
    const delayed = this.delayed.get(of);
    if (delayed !== undefined) {
      this.delayed.delete(of);
      this.all.set(key, delayed);
      return delayed;
    }
    const open: Open = {
      ...{ queue, job, enteredAt: at, readyAt: at, startedAt: null, leftAt: null, leftAs: null },
      ...{ ackSentAt: null, ttlMs: this.ttls.get(of) ?? null },
    };
    this.all.set(key, open);
    this.queueOf(queue).add(open);
    this.makeRoom(queue, at);
    return open;
  }

  private limit(event: EventOf<"job-sent">): void {
    if (event.ttlMs !== undefined) this.ttls.set(jobKey(event), event.ttlMs);
  }

  private delay(event: EventOf<"job-scheduled">): void {
    const known = this.all.get(messageKey(event));
    if (known === undefined || known.startedAt !== null) return;
    known.readyAt = known.enteredAt + event.delayMs;
    this.all.delete(messageKey(event));
    this.delayed.set(jobKey(event), known);
  }

  private endOf(event: EventOf<"job-acked">): "done" | "skipped" | "dead-lettered" {
    if (this.dead.size > 0 && this.dead.has(messageKey(event))) return "dead-lettered";
    const isExpired = this.expired.size > 0 && this.expired.has(jobKey(event));
    return event.terminated !== undefined || isExpired ? "skipped" : "done";
  }

  private makeRoom(queue: string, at: number): void {
    const most = this.dropsAbove.get(queue) ?? Infinity;
    const there = this.queueOf(queue);
    for (const oldest of there) {
      if (there.size <= most) return;
      this.leave(oldest, at, "dropped");
    }
  }

  private leave(open: Open, at: number, as: NonNullable<Stay["leftAs"]>): void {
    // A late ack deletes nothing any more.
    if (open.leftAt !== null) return;
    open.leftAt = at;
    open.leftAs = as;
    this.queueOf(open.queue).delete(open);
  }

  private queueOf(queue: string): Set<Open> {
    const known = this.there.get(queue);
    if (known !== undefined) return known;
    const there = new Set<Open>();
    this.there.set(queue, there);
    return there;
  }
}

type MessageEvent =
  | "job-stored"
  | "job-duplicated"
  | "job-delivered"
  | "job-started"
  | "job-ack-sent"
  | "job-acked"
  | "job-lost";

function jobKey({ queue, job }: { readonly queue: string; readonly job: string }): string {
  return `${queue}#${job}`;
}
