import { goDuration, NANOS_PER_SECOND } from "../wire/go-format.ts";
import { headerText, type HeaderText, headerValue, withHeaders } from "../wire/headers.ts";
import type { MessageStore, StoredMessage } from "./message-store.ts";

/** So long an attempt that came to nothing is not repeated. */
const AGAIN_AFTER_MS = 2_000;

type Attempt = { readonly subject: string; isLast: boolean; at: number };

/**
 * What is to become of messages whose time is over, in a stream that leaves markers for them (nats-server's server/sdm.go).
 *
 * MK1  the last message of its subject is replaced by a marker, unless it is one itself; the others are removed;
 * MK2  where the stream has no room for the marker, the message stays, and is tried again after two seconds.
 */
export class DeleteMarkers {
  private readonly store: MessageStore;
  private readonly attempts = new Map<number, Attempt>();

  constructor(store: MessageStore) {
    this.store = store;
  }

  /** What to do with it now; each time it is asked counts as an attempt. */
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

  /** When the next attempt may be made at a message that is still there; infinite if there has been none. */
  nextAttempt(seq: number): number {
    const before = this.attempts.get(seq);
    return before === undefined ? Number.POSITIVE_INFINITY : before.at + AGAIN_AFTER_MS;
  }

  /** How many messages of a subject there are besides those that were tried. */
  private untried(subject: string): number {
    const tried = [...this.attempts.values()].filter((attempt) => attempt.subject === subject).length;
    return this.store.countOf(subject) - tried;
  }

  private forgetRemoved(): void {
    for (const seq of this.attempts.keys()) if (this.store.get(seq) === undefined) this.attempts.delete(seq);
  }
}

/** A bucket's purge of a key stands for that key already. */
function isDeleteMarker(text: HeaderText): boolean {
  return text.includes("\r\nNats-Marker-Reason:") || headerValue(text, "KV-Operation") === "PURGE";
}

/** It rolls up what it stands for, and lives for whole seconds. */
export function markerHeaders(ttlNanos: number): Uint8Array {
  const seconds = Math.floor(ttlNanos / NANOS_PER_SECOND);
  return withHeaders(null, [
    ["Nats-Marker-Reason", "MaxAge"],
    ["Nats-TTL", goDuration(seconds * 1_000)],
    ["Nats-Rollup", "sub"],
  ]);
}
