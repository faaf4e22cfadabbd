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
/** Smaller than any message: a pull with this limit learns that there is a message, and does not get it. */
const NOTHING_FITS = 1;
/** How long a consumer may wait for a free place if it delivers nothing because all its places are taken. */
const PATIENCE_MS = 20;

/** Requests to a consumer that the client does not have. */
export class LaneRequests {
  private readonly connection: NatsConnection;
  private readonly prefix: string;

  constructor(js: JetStreamClient, stream: string) {
    this.connection = connectionOf(js);
    this.prefix = `${js.apiPrefix}.CONSUMER.MSG.NEXT.${stream}`;
  }

  /**
   * Returns the consumer's next message if it has one now, or null (a pull with `no_wait`). The server does not answer such a
   * pull if there are messages but no places; if that `mayBeFull`, the request waits a little.
   * @throws if the consumer is gone
   */
  async take(consumer: string, mayBeFull: boolean): Promise<JobMessage | null> {
    const limit = mayBeFull ? { expires: nanos(PATIENCE_MS) } : {};
    const asked = JSON.stringify({ batch: 1, no_wait: true, ...limit });
    const options = { timeout: ANSWER_MS, noMux: true };
    const answer = await this.ask(consumer, asked, options);
    // A paused consumer with messages does not answer.
    if (answer === null) return null;
    if (answer.reply) return jobMessage(this.connection, answer);
    const { code = 0, description = "" } = answer.headers ?? {};
    if (code === 404 || code === 408) return null;
    throw new Error(`the consumer ${consumer} answered ${code} ${description}`);
  }

  /**
   * Makes the consumer look at the waiting pulls. After a pause was ended by hand, nats-server does so only at the next request
   * or heartbeat. A pull that no message fits has this effect and takes nothing.
   */
  async wake(consumer: string): Promise<void> {
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
   * Reports once when the consumer has a message, without taking it, so another worker may get it first. `onRing` is also
   * called when `expiresMs` have passed (`isExpired`), and when the consumer or the server is gone. The server answers '409
   * Message Size Exceeds MaxBytes' to a pull for which the next message is too big, and keeps the message.
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
