import { JetStreamApiError, type JetStreamClient, type PubAck } from "@nats-io/jetstream";
import { createInbox, type Msg, type NatsConnection, type Payload, type Subscription } from "@nats-io/nats-core";
import { errorText } from "../../kernel/errors.ts";
import type { Message } from "./outgoing.ts";

/**
 * A stream's answer to a publish, or an error: a refusal, or no responders. `staged`: part of a batch that is not stored yet.
 */
export type Answer = PubAck | Error | "staged";

/** No stream responds just now; most likely a cluster is electing a leader. */
export class NobodyThereError extends Error {
  override readonly name = "NobodyThereError";
}

/**
 * Many publishes whose answers come to one subscription, each identified by its number. The client's own `publish` needs a
 * timer and a promise per answer. For single publishes that is as good, but many publishes at once are four times as fast this
 * way (ARCHITECTURE.md).
 */
export class Answers {
  private readonly connection: NatsConnection;
  private readonly inbox = `${createInbox()}.`;
  private readonly subscription: Subscription;

  constructor(js: JetStreamClient, onAnswer: (publish: number, answer: Answer) => void) {
    this.connection = connectionOf(js);
    this.subscription = this.connection.subscribe(`${this.inbox}*`, {
      callback: (error, message) => {
        // An error belongs to the subscription, not to a publish; whoever waits for an answer times out.
        if (error === null) onAnswer(Number(message.subject.slice(this.inbox.length)), readAnswer(message));
      },
    });
  }

  /** @throws when the connection is closed */
  publish(number: number, { subject, payload, headers }: Message): void {
    this.connection.publish(subject, payload satisfies Payload, { headers, reply: `${this.inbox}${number}` });
  }

  /** Publishes without an answer. @throws when the connection is closed */
  publishUnanswered({ subject, payload, headers }: Message): void {
    this.connection.publish(subject, payload, { headers });
  }

  /** Ends the subscription: no more answers. */
  end(): void {
    this.subscription.unsubscribe();
  }
}

/** The client does not expose its connection; its own modules read it like this. */
export function connectionOf(js: JetStreamClient): NatsConnection {
  return (js as unknown as { readonly nc: NatsConnection }).nc;
}

/** The client's timeout for an answer, milliseconds. */
export function timeoutOf(js: JetStreamClient): number {
  return (js as unknown as { readonly timeout?: number }).timeout ?? DEFAULT_TIMEOUT_MS;
}

/** The client's default. */
const DEFAULT_TIMEOUT_MS = 5_000;

function readAnswer(message: Msg): Answer {
  if (message.data.length === 0) {
    return message.headers?.code === 503 ? new NobodyThereError("nobody is there for the queue") : "staged";
  }
  try {
    const said = message.json<Partial<PubAck> & { error?: { code: number; err_code: number; description: string } }>();
    if (said.error !== undefined) return new JetStreamApiError(said.error);
    if (typeof said.seq !== "number") return new Error(`no answer to a publish: ${message.string()}`);
    return { ...said, stream: said.stream ?? "", seq: said.seq, duplicate: said.duplicate === true };
  } catch (thrown) {
    return new Error(`no answer to a publish: ${errorText(thrown)}`);
  }
}
