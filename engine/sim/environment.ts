import type { Clock } from "../clock/clock.ts";
import type { CoarseClock } from "./coarse-clock.ts";
import type { FaultHooks } from "./faults.ts";
import type { Timing } from "./timing.ts";

/** What the JetStream API tells of the servers of a cluster. */
export interface ClusterView {
  readonly size: number;
  leaderOf(stream: string): string;
  /** No server answers requests about this stream, because it has no leader at the moment. */
  isSilentAbout(words: readonly string[]): boolean;
}

/** What streams and consumers need of the server around them. */
export interface Environment {
  readonly clock: Clock;
  readonly faults: FaultHooks;
  readonly timing: Timing;
  /** Null: it is a server by itself. */
  readonly cluster: ClusterView | null;
  /** The time as far as stores know it. */
  readonly coarse: CoarseClock;
  /** The atomic batches of all streams that have begun and not ended. */
  readonly openBatches: Set<object>;
  /** Unix milliseconds in virtual time. */
  unixNow(): number;
  /** Sends as the server itself: to the subscribers of `to`, who see the message as one on `subject`. */
  deliver(to: string, subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void;
  /** Publishes as the server itself, so that streams capture it too. */
  publish(subject: string, payload: Uint8Array): void;
  hasInterest(subject: string): boolean;
  /** Whether a client listens; a stream that captures the subject does not count. */
  hasListener(subject: string): boolean;
  /** Calls after each change of who listens to a literal subject, until the function that it returns is called. */
  watchInterest(subject: string, onChange: () => void): () => void;
  /** Calls once all requests that came together have been read; at once when none is being read. */
  whenRead(run: () => void): void;
  /** A fresh id, the same in every run. */
  nextId(): string;
}
