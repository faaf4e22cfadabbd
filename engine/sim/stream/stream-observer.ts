import type { Interested } from "./interest-check.ts";
import type { StoredMessage } from "./message-store.ts";

/** Who is told of what happens to a stream's messages (S3 of the stream), and may keep them there (S4). */
export interface StreamObserver extends Interested {
  stored(message: StoredMessage): void;
  /** All that changed has been told. */
  wake(): void;
  /**
   * Not called for what was removed because this observer acknowledged it. `toldSubject`: what it is said to have been on,
   * which after a purge may be the purge's pattern.
   */
  removed(message: StoredMessage, toldSubject: string): void;
  /** So many are gone that it must count anew. */
  recount(): void;
  /** Many messages are gone; mostly without a `removed` for each. */
  purged(purge: Purge): void;
  needs(message: StoredMessage): boolean;
}

/** A purge that has been done. */
export type Purge = {
  /** Which subjects it was for; empty for all. */
  readonly subject: string;
  /** The first message that it left on these subjects; 0 for none. */
  readonly firstLeft: number;
};
