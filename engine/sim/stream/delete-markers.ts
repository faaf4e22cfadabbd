import { goDuration, NANOS_PER_SECOND } from "../wire/go-format.ts";
import { headerText, type HeaderText, headerValue, withHeaders } from "../wire/headers.ts";
import type { MessageStore, StoredMessage } from "./message-store.ts";

/** The delay before a failed attempt is repeated. */
const AGAIN_AFTER_MS = 2_000;

type Attempt = { readonly subject: string; isLast: boolean; at: number };

/**
 * Decides about expired messages in a stream with delete markers (nats-server's server/sdm.go).
 *
 * MK1  The last message of its subject is replaced by a marker, unless it is a marker itself. Other messages are removed.
 * MK2  If the stream has no room for the marker, the message stays, and the attempt is repeated after two seconds.
 */
export class DeleteMarkers {
  private readonly store: MessageStore;
  private readonly attempts = new Map<number, Attempt>();

  constructor(store: MessageStore) {
    this.store = store;
  }

  /** What to do with an expired message now. Every call counts as an attempt. */
  decide({ seq, subject, headers }: StoredMessage, now: number): "mark" | "remove" | "wait" {
    const isMarker = isDeleteMarker(headerText(headers) ?? "");
    this.forgetRemoved();
    const before = this.attempts.get(seq);
    if (before !== undefined) {
      if (now - before.at < AGAIN_AFTER_MS) return "wait";
      if (this.untried(subject) > 0) before.isLast = false;
      before.at = now;
      return before.isLast && !isMarker ? "mark" : "remove";
    }
    const isLast = this.untried(subject) === 1;
    this.attempts.set(seq, { subject, isLast, at: now });
    return isLast && !isMarker ? "mark" : "remove";
  }

  /** The moment of the next attempt at a message that still exists; infinite without a previous attempt. */
  nextAttempt(seq: number): number {
    const before = this.attempts.get(seq);
    return before === undefined ? Number.POSITIVE_INFINITY : before.at + AGAIN_AFTER_MS;
  }

  /** The number of a subject's messages without a previous attempt. */
  private untried(subject: string): number {
    const tried = [...this.attempts.values()].filter((attempt) => attempt.subject === subject).length;
    return this.store.countOf(subject) - tried;
  }

  private forgetRemoved(): void {
    for (const seq of this.attempts.keys()) if (this.store.get(seq) === undefined) this.attempts.delete(seq);
  }
}

/** Whether the message is a marker. The purge of a key in a KV bucket also counts as one. */
function isDeleteMarker(text: HeaderText): boolean {
  return text.includes("\r\nNats-Marker-Reason:") || headerValue(text, "KV-Operation") === "PURGE";
}

/** The headers of a marker: it rolls up its subject and has a TTL in whole seconds. */
export function markerHeaders(ttlNanos: number): Uint8Array {
  const seconds = Math.floor(ttlNanos / NANOS_PER_SECOND);
  return withHeaders(null, [
    ["Nats-Marker-Reason", "MaxAge"],
    ["Nats-TTL", goDuration(seconds * 1_000)],
    ["Nats-Rollup", "sub"],
  ]);
}
