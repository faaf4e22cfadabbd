import type { Consumer, ConsumerMessages } from "@nats-io/jetstream";
import type { Clock, TimerHandle } from "../../clock/clock.ts";
import type { JobMessage } from "../job-message.ts";
import type { MessageSource } from "./message-source.ts";
import { drainPull, endStalePull } from "./pull.ts";

type Waiter = { give(message: JobMessage | null): void; fail(thrown: unknown): void };
type Asking = { messages: ConsumerMessages | null; left: number; alarm?: TimerHandle | undefined };

/**
 * A worker's way to its queue: it asks for as many messages as it has free places, in one pull.
 *
 * FE1  It never asks for more than there are places that wait for one (W1), and each message goes to the one that waits
 *      longest.
 * FE2  So that one pull fills several places, some stay free for a while: as many as there are prefetched jobs to begin
 *      with, and as long as half of the places wait for messages that have been asked for.
 * FE3  What the server sent before it heard that we stop still arrives, and is given to a place that waits.
 *      (Unsubscribing alone would drop it in the client, and it would come back only after the visibility timeout.)
 */
export class BatchPuller implements MessageSource {
  private readonly consumer: Consumer;
  private readonly clock: Clock;
  private readonly expiresMs: number;
  private readonly places: number;
  /** How many of them may stay free. */
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

  /** The next message, or null when a pull expired or was cancelled. @throws what ended a pull otherwise. */
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

  /** Messages that were asked for and have not come. */
  private get asked(): number {
    let asked = 0;
    for (const { left } of this.asking) asked += left;
    return asked;
  }

  /** Together with all that become free in this turn of the event loop's microtasks: acks are confirmed in bunches. */
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
