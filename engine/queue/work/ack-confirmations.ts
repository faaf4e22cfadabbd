import type { JetStreamClient } from "@nats-io/jetstream";
import { createInbox, type Msg, type NatsConnection, type Subscription, TimeoutError } from "@nats-io/nats-core";
import type { Clock, TimerHandle } from "../../clock/clock.ts";
import { connectionOf, timeoutOf } from "../send/publish-answers.ts";

type Open = { readonly replySubject: string; readonly until: number; tell(): void; fail(thrown: Error): void };

/**
 * The acknowledgements of a worker or a log's reader, each confirmed by the server (W2), with one subscription and one timer for all of them. The
 * client's own `ackAck` sends a request for each, which costs twice as much.
 */
export class Confirmations {
  private readonly connection: NatsConnection;
  private readonly clock: Clock;
  private readonly answerMs: number;
  private readonly inbox = `${createInbox()}.`;
  /** By number, in the order in which they were sent, and so in the order in which they time out. */
  private readonly open = new Map<string, Open>();
  private count = 0;
  private subscription: Subscription | null = null;
  private alarm: TimerHandle | undefined;

  constructor(js: JetStreamClient, clock: Clock) {
    this.connection = connectionOf(js);
    this.clock = clock;
    this.answerMs = timeoutOf(js);
  }

  /** Acknowledges the message with this reply subject. @throws if the ack is not confirmed in time */
  confirm(replySubject: string): Promise<void> {
    this.subscription ??= this.connection.subscribe(`${this.inbox}*`, {
      callback: (error, message) => {
        if (error === null) this.answered(message);
      },
    });
    const number = String(++this.count);
    this.acknowledge(number, replySubject);
    return new Promise((tell, fail) => {
      this.open.set(number, { replySubject, until: this.clock.now() + this.answerMs, tell, fail });
      this.alarm ??= this.clock.setTimeout(() => this.giveUpLate(), this.answerMs);
    });
  }

  /**
   * The connection is back. What was on its way may be lost, so all acks that are not confirmed are sent again. Repeating an
   * ack changes nothing, and the server confirms it again.
   */
  reconnected(): void {
    for (const [number, { replySubject }] of this.open) this.acknowledge(number, replySubject);
  }

  end(): void {
    this.subscription?.unsubscribe();
  }

  private acknowledge(number: string, replySubject: string): void {
    this.connection.publish(replySubject, "+ACK", { reply: this.inbox + number });
  }

  private answered({ subject, data, headers }: Msg): void {
    const number = subject.slice(this.inbox.length);
    const one = this.open.get(number);
    if (one === undefined) return;
    this.open.delete(number);
    if (this.open.size === 0) this.disarm();
    if (data.length === 0 && headers?.code === 503) one.fail(new Error("nobody takes acknowledgements for the queue"));
    else one.tell();
  }

  private giveUpLate(): void {
    this.alarm = undefined;
    const now = this.clock.now();
    for (const [number, { until, fail }] of this.open) {
      if (until > now) {
        this.alarm = this.clock.setTimeout(() => this.giveUpLate(), until - now);
        return;
      }
      this.open.delete(number);
      fail(new TimeoutError());
    }
  }

  private disarm(): void {
    this.clock.clearTimeout(this.alarm);
    this.alarm = undefined;
  }
}
