import type { Interested } from "./interest-check.ts";
import type { StoredMessage } from "./message-store.ts";

/** An observer of a stream, which is notified of changes to its messages (S3 of the stream) and may need them (S4). */
export interface StreamObserver extends Interested {
  stored(message: StoredMessage): void;
  /** Called after all notifications of a change. */
  wake(): void;
  /**
   * Called for a removed message, unless this observer acknowledged it. `toldSubject`: the reported subject, which after a
   * purge may be the purge's pattern.
   */
  removed(message: StoredMessage, toldSubject: string): void;
  /** Called when many messages were removed and the observer must count again. */
  recount(): void;
  /** Called after a purge, mostly without a `removed` for each message. */
  purged(purge: Purge): void;
  needs(message: StoredMessage): boolean;
}

/** A completed purge. */
export type Purge = {
  /** The purged subjects; empty: all. */
  readonly subject: string;
  /** The first remaining sequence on these subjects; 0: none. */
  readonly firstLeft: number;
};
