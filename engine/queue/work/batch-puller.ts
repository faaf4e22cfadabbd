import type { Consumer, ConsumerMessages } from "@nats-io/jetstream";
import type { Clock, TimerHandle } from "../../clock/clock.ts";
import type { JobMessage } from "../job-message.ts";
import type { MessageSource } from "./message-source.ts";
import { drainPull, endStalePull } from "./pull.ts";

type Waiter = { give(message: JobMessage | null): void; fail(thrown: unknown): void };
type Asking = { messages: ConsumerMessages | null; left: number; alarm?: TimerHandle | undefined };

/**
 * A message source that pulls in batches: one pull asks for as many messages as the worker has free places.
 *
 * FE1  It never asks for more messages than there are waiting places (W1), and each message goes to the place that waits
 *      longest.
 * FE2  So that one pull fills several places, some of them stay free for a while: as many as there are prefetched jobs at
 *      first, and as long as half of the places wait for requested messages.
 * FE3  Messages that the server sent before it received our stop still arrive, and go to waiting places. (Unsubscribing alone
 *      would drop them in the client, and they would be redelivered only after the visibility timeout.)
 */
export class BatchPuller implements MessageSource {
  private readonly consumer: Consumer;
  private readonly clock: Clock;
  private readonly expiresMs: number;
  private readonly places: number;
  /** How many places may stay free. */
  private readonly spare: number;
  private readonly waiting: Waiter[] = [];
  private readonly asking = new Set<Asking>();
  private isAboutToAsk = false;
  private stopping = false;

  constructor(consumer: Consumer, clock: Clock, expiresMs: number, concurrency: number, prefetch: number) {
    this.consumer = consumer;
    this.clock = clock;
    this.expiresMs = expiresMs;
    this.places = concurrency + prefetch;
    this.spare = Math.floor(prefetch / 2);
  }

  /** Returns the next message, or null if a pull expired or was cancelled. @throws the reason if a pull ended otherwise */
  next(): Promise<JobMessage | null> {
    if (this.stopping) return Promise.resolve(null);
    return new Promise((give, fail) => {
      this.waiting.push({ give, fail });
      this.askSoon();
    });
  }

  async callOff(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.asking].map(({ messages }) => drainPull(messages, this.clock)));
    this.release(this.waiting.length - this.asked);
  }

  reconnected(): void {
    for (const asking of this.asking) {
      this.clock.clearTimeout(asking.alarm);
      asking.alarm = endStalePull(asking.messages, this.clock, this.expiresMs);
    }
  }

  /** The number of messages that were requested and have not arrived. */
  private get asked(): number {
    let asked = 0;
    for (const { left } of this.asking) asked += left;
    return asked;
  }

  /** Waits for all places that become free in this turn of the event loop's microtasks: acks are confirmed in bunches. */
  private askSoon(): void {
    if (this.isAboutToAsk) return;
    this.isAboutToAsk = true;
    queueMicrotask(() => {
      this.isAboutToAsk = false;
      const { asked, places, spare, stopping } = this;
      const free = this.waiting.length - asked;
      if (!stopping && free > spare && asked * 2 < places) void this.ask(free);
    });
  }

  private async ask(count: number): Promise<void> {
    const asking: Asking = { messages: null, left: count };
    this.asking.add(asking);
    try {
      asking.messages = await this.consumer.fetch({ max_messages: count, expires: this.expiresMs });
      if (this.stopping) void drainPull(asking.messages, this.clock);
      for await (const message of asking.messages) {
        asking.left--;
        this.waiting.shift()?.give(message);
      }
    } catch (thrown) {
      this.ended(asking);
      for (const { fail } of this.waiting.splice(0, asking.left)) fail(thrown);
      return;
    }
    this.ended(asking);
    this.release(asking.left);
  }

  private ended(asking: Asking): void {
    this.asking.delete(asking);
    this.clock.clearTimeout(asking.alarm);
  }

  private release(count: number): void {
    for (const { give } of this.waiting.splice(0, count)) give(null);
  }
}
