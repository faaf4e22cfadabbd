import { JetStreamApiError, type JetStreamClient, type PubAck } from "@nats-io/jetstream";
import { createInbox, type Msg, type NatsConnection, type Payload, type Subscription } from "@nats-io/nats-core";
import { errorText } from "../../kernel/errors.ts";
import type { Message } from "./outgoing.ts";

/**
 * What a stream says to a publish, or an error: its own refusal, or that nobody is there. `staged`: part of a batch that
 * is not stored yet.
 */
export type Answer = PubAck | Error | "staged";

/** Nobody is there for the stream just now; a cluster that chooses a leader, most likely. */
export class NobodyThereError extends Error {
  override readonly name = "NobodyThereError";
}

/**
 * Many publishes whose answers come to one subscription, each told by its number. The client's own `publish` waits for
 * one answer with a timer and a promise for each: one after the other it is as good, but many at once are four times as
 * fast like this (ARCHITECTURE.md).
 */
export class Answers {
  private readonly connection: NatsConnection;
  private readonly inbox = `${createInbox()}.`;
  private readonly subscription: Subscription;

  constructor(js: JetStreamClient, onAnswer: (publish: number, answer: Answer) => void) {
    this.connection = connectionOf(js);
    this.subscription = this.connection.subscribe(`${this.inbox}*`, {
      callback: (error, message) => {
        // An error is the subscription's, and has no publish; whoever waits for an answer stops by itself.
        if (error === null) onAnswer(Number(message.subject.slice(this.inbox.length)), readAnswer(message));
      },
    });
  }

  /** @throws when the connection is closed */
  publish(number: number, { subject, payload, headers }: Message): void {
    this.connection.publish(subject, payload satisfies Payload, { headers, reply: `${this.inbox}${number}` });
  }

  /** Without an answer. @throws when the connection is closed */
  publishUnanswered({ subject, payload, headers }: Message): void {
    this.connection.publish(subject, payload, { headers });
  }

  /** Nothing is heard from here on. */
  end(): void {
    this.subscription.unsubscribe();
  }
}

/** The client keeps its connection to itself; its own modules read it like this. */
export function connectionOf(js: JetStreamClient): NatsConnection {
  return (js as unknown as { readonly nc: NatsConnection }).nc;
}

/** How long this client waits for an answer. */
export function timeoutOf(js: JetStreamClient): number {
  return (js as unknown as { readonly timeout?: number }).timeout ?? DEFAULT_TIMEOUT_MS;
}

/** The client's own. */
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
