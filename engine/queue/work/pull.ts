import type { ConsumerMessages } from "@nats-io/jetstream";
import type { Clock, TimerHandle } from "../../clock/clock.ts";
import { settlesWithin } from "../../clock/within.ts";

/** Longer than any answer of a reachable server. */
const ANSWER_MS = 5_000;

/**
 * Ends a pull after the messages on the wire have arrived. If the server does not answer, it ends after five seconds, or with
 * its connection. Never rejects.
 */
export async function drainPull(pull: ConsumerMessages | null, clock: Clock): Promise<void> {
  // Draining the subscription (UNSUB, then a round trip) is what `nc.drain()` does for all of them. The client has no public
  // function for a single pull; test/conformance checks that this keeps working.
  const draining = pull as (ConsumerMessages & { sub?: { drain(): Promise<void> } }) | null;
  if (!draining?.sub) return;
  if (!(await settlesWithin(clock, draining.sub.drain(), ANSWER_MS))) void draining.close();
}

/**
 * After a reconnect the client requests again what a pull still waits for. If JetStream is not ready yet, it retries silently,
 * for ever. So a pull that should have expired meanwhile is ended, and the next one reports the problem.
 */
export function endStalePull(pull: ConsumerMessages | null, clock: Clock, expiresMs: number): TimerHandle | undefined {
  return pull === null ? undefined : clock.setTimeout(() => void pull.close(), expiresMs + ANSWER_MS);
}
