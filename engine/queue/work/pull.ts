import type { ConsumerMessages } from "@nats-io/jetstream";
import type { Clock, TimerHandle } from "../../clock/clock.ts";
import { settlesWithin } from "../../clock/within.ts";

/** Longer than any answer of a server that is there. */
const ANSWER_MS = 5_000;

/**
 * Ends a pull that is under way, once what was already on the wire has arrived. When the server is away nothing more can
 * arrive: it then ends after five seconds, or with its connection. Never rejects.
 */
export async function drainPull(pull: ConsumerMessages | null, clock: Clock): Promise<void> {
  // Draining the subscription (UNSUB, then a round trip) is what `nc.drain()` does for all of them; the client has
  // no public way to do it for one pull. test/conformance holds us to it.
  const draining = pull as (ConsumerMessages & { sub?: { drain(): Promise<void> } }) | null;
  if (!draining?.sub) return;
  if (!(await settlesWithin(clock, draining.sub.drain(), ANSWER_MS))) void draining.close();
}

/**
 * After a reconnect the client asks anew for what a pull still waits for; where JetStream is not there yet, it tries again
 * without a word, for ever. So a pull that should have expired meanwhile is ended: the next one hears what is wrong.
 */
export function endStalePull(pull: ConsumerMessages | null, clock: Clock, expiresMs: number): TimerHandle | undefined {
  return pull === null ? undefined : clock.setTimeout(() => void pull.close(), expiresMs + ANSWER_MS);
}
