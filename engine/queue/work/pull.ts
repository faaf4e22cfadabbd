import type { Consumer, ConsumerMessages } from "@nats-io/jetstream";
import type { Clock, TimerHandle } from "../../clock/clock.ts";
import { settlesWithin } from "../../clock/within.ts";
import type { JobMessage } from "../job-message.ts";
import type { Intake } from "./message-source.ts";

/**
 * One pull for one message at a time, which can be called off without losing a message on its way.
 *
 * P1  A message that the server sent before it heard that we stop still arrives, and `next` returns it.
 *     (Unsubscribing alone would drop it in the client, and it would come back only after the visibility timeout.)
 */
export class Pull implements Intake {
  private readonly consumer: Consumer;
  private readonly clock: Clock;
  private readonly expiresMs: number;
  private current: ConsumerMessages | null = null;
  private alarm: TimerHandle | undefined;
  private stopping = false;

  constructor(consumer: Consumer, clock: Clock, expiresMs: number) {
    this.consumer = consumer;
    this.clock = clock;
    this.expiresMs = expiresMs;
  }

  /** The next message, or null when the pull expired or was called off. @throws what ended the pull otherwise. */
  async next(): Promise<JobMessage | null> {
    if (this.stopping) return null;
    const messages = await this.consumer.fetch({ max_messages: 1, expires: this.expiresMs });
    this.current = messages;
    if (this.stopping) void this.callOff();
    try {
      for await (const message of messages) return message;
      return null;
    } finally {
      this.current = null;
      this.clock.clearTimeout(this.alarm);
    }
  }

  reconnected(): void {
    this.clock.clearTimeout(this.alarm);
    this.alarm = endStalePull(this.current, this.clock, this.expiresMs);
  }

  /** Ends the pull that is under way: its `next` returns what was already on the wire, or null. */
  async callOff(): Promise<void> {
    this.stopping = true;
    await drainPull(this.current, this.clock);
  }
}

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
