import type { Clock } from "../clock/clock.ts";
import type { CoarseClock } from "./coarse-clock.ts";
import type { FaultHooks } from "./faults.ts";
import type { Timing } from "./timing.ts";

/** The cluster's interface for the JetStream API. */
export interface ClusterView {
  readonly size: number;
  leaderOf(stream: string): string;
  /** Whether requests about this stream get no answer because it has no leader. */
  isSilentAbout(words: readonly string[]): boolean;
}

/** The server's services for its streams and consumers. */
export interface Environment {
  readonly clock: Clock;
  readonly faults: FaultHooks;
  readonly timing: Timing;
  /** Null: the server is not in a cluster. */
  readonly cluster: ClusterView | null;
  /** The coarse time that stores use. */
  readonly coarse: CoarseClock;
  /** The open atomic batches of all streams. */
  readonly openBatches: Set<object>;
  /** Unix milliseconds in virtual time. */
  unixNow(): number;
  /** Sends a message of the server to the subscribers of `to`; in the message, the subject is `subject`. */
  deliver(to: string, subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void;
  /** Publishes a message of the server, which streams capture too. */
  publish(subject: string, payload: Uint8Array): void;
  hasInterest(subject: string): boolean;
  /** Whether a client subscribes to the subject. A stream that captures it does not count. */
  hasListener(subject: string): boolean;
  /** Calls `onChange` after each change of the subscribers of a literal subject. Returns a function that ends this. */
  watchInterest(subject: string, onChange: () => void): () => void;
  /** Calls `run` once all requests that arrived together have been read; at once if none is being read. */
  whenRead(run: () => void): void;
  /** A new id; the same sequence of ids in every run. */
  nextId(): string;
}
