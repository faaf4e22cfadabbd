import type { JetStreamClient } from "@nats-io/jetstream";
import {
  createInbox,
  type Msg,
  nanos,
  type NatsConnection,
  type RequestOptions,
  TimeoutError,
} from "@nats-io/nats-core";
import { connectionOf } from "../send/publish-answers.ts";
import { type JobMessage, jobMessage } from "../job-message.ts";

const ANSWER_MS = 5_000;
/** Less than any message: a pull with this limit is told that there is one, and does not get it. */
const NOTHING_FITS = 1;
/** How long a consumer that holds something back because all its places are taken may wait for one to become free. */
const PATIENCE_MS = 20;

/** Two ways to ask a consumer that the client has no call for. */
export class LaneRequests {
  private readonly connection: NatsConnection;
  private readonly prefix: string;

  constructor(js: JetStreamClient, stream: string) {
    this.connection = connectionOf(js);
    this.prefix = `${js.apiPrefix}.CONSUMER.MSG.NEXT.${stream}`;
  }

  /**
   * The consumer's next message if it has one now, or null (a pull with `no_wait`). The server leaves such a pull without
   * an answer when there are messages and no places: where that `mayBeFull`, it is given a little time.
   * @throws when the consumer is gone
   */
  async take(consumer: string, mayBeFull: boolean): Promise<JobMessage | null> {
    const limit = mayBeFull ? { expires: nanos(PATIENCE_MS) } : {};
    const asked = JSON.stringify({ batch: 1, no_wait: true, ...limit });
    const options = { timeout: ANSWER_MS, noMux: true };
    const answer = await this.ask(consumer, asked, options);
    // A paused consumer that has messages says nothing.
    if (answer === null) return null;
    if (answer.reply) return jobMessage(this.connection, answer);
    const { code = 0, description = "" } = answer.headers ?? {};
    if (code === 404 || code === 408) return null;
    throw new Error(`the consumer ${consumer} answered ${code} ${description}`);
  }

  /**
   * Makes the consumer look at the pulls that wait: after a pause has been ended by hand, nats-server does so only at the
   * next request, or heartbeat. A pull that no message fits makes it look and takes nothing.
   */
  async perturb(consumer: string): Promise<void> {
    const asked = JSON.stringify({ batch: 1, max_bytes: NOTHING_FITS, expires: nanos(PATIENCE_MS) });
    await this.ask(consumer, asked, { timeout: ANSWER_MS, noMux: true });
  }

  private async ask(consumer: string, asked: string, options: RequestOptions): Promise<Msg | null> {
    try {
      return await this.connection.request(`${this.prefix}.${consumer}`, asked, options);
    } catch (thrown) {
      if (thrown instanceof TimeoutError) return null;
      throw thrown;
    }
  }

  /**
   * Says once when the consumer has a message, without taking it: whoever asks first gets it. `onRing` hears as well when
   * `expiresMs` have passed (`isExpired`), and when the consumer or the server is gone. The server answers '409 Message
   * Size Exceeds MaxBytes' to a pull for which the next message is too big, and keeps the message.
   */
  bell(consumer: string, expiresMs: number, onRing: (isExpired: boolean) => void): Bell {
    const inbox = createInbox();
    const subscription = this.connection.subscribe(inbox, {
      max: 1,
      timeout: expiresMs + ANSWER_MS,
      callback: (error, message) => onRing(error === null && message.headers?.code === 408),
    });
    const asked = JSON.stringify({ batch: 1, max_bytes: NOTHING_FITS, expires: nanos(expiresMs) });
    this.connection.publish(`${this.prefix}.${consumer}`, asked, { reply: inbox });
    return { cancel: () => subscription.unsubscribe() };
  }
}

export type Bell = { cancel(): void };
