import type { Clock } from "../clock/clock.ts";
import type { FaultHooks } from "./faults.ts";

/** What streams and consumers need of the server around them. */
export interface Environment {
  readonly clock: Clock;
  readonly faults: FaultHooks;
  /** Unix milliseconds in virtual time. */
  unixNow(): number;
  /** Sends as the server itself: to the subscribers of `to`, who see the message as one on `subject`. */
  deliver(to: string, subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void;
  /** Publishes as the server itself, so that streams capture it too. */
  publish(subject: string, payload: Uint8Array): void;
  hasInterest(subject: string): boolean;
  /** A fresh id, the same in every run. */
  nextId(): string;
}
