import type { JsMsg } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/nats-core";

/** The parts of a delivered message that the engine needs: the client's own message, or one that the engine pulled itself. */
export type JobMessage = Pick<
  JsMsg,
  "subject" | "headers" | "data" | "seq" | "timestampNanos" | "json" | "nak" | "ackAck" | "working" | "term"
> & { readonly info: Pick<JsMsg["info"], "deliveryCount"> };

/** Where the message is acknowledged. The client's messages have this field, but its types do not. */
export function replySubjectOf(message: JobMessage): string {
  return (message as JobMessage & { readonly reply?: string }).reply ?? "";
}

/**
 * A message that the engine pulled itself. Its reply subject has the delivery's details (ADR-15):
 * `$JS.ACK.<stream>.<consumer>.<delivery count>.<stream sequence>.<consumer sequence>.<nanoseconds>.<pending>`; newer servers
 * add domain and account after `$JS.ACK`, and a random word at the end.
 */
export function jobMessage(connection: NatsConnection, message: Msg): JobMessage & { readonly reply: string } {
  const reply = message.reply ?? "";
  const words = reply.split(".");
  const at = words.length > PLAIN_WORDS ? 2 : 0;
  const tell = (text: string) => connection.publish(reply, text);
  return {
    subject: message.subject,
    reply,
    headers: message.headers,
    data: message.data,
    seq: Number(words[5 + at]),
    timestampNanos: BigInt(words[7 + at] ?? 0),
    info: { deliveryCount: Number(words[4 + at]) },
    json: <T>() => message.json<T>(),
    nak: (ms?: number) => tell(ms === undefined ? "-NAK" : `-NAK ${JSON.stringify({ delay: ms * NANOS_PER_MS })}`),
    term: (reason?: string) => tell(reason === undefined ? "+TERM" : `+TERM ${reason}`),
    working: () => tell("+WPI"),
    ackAck: async () => {
      await connection.request(reply, "+ACK", { timeout: ACK_TIMEOUT_MS });
      return true;
    },
  };
}

const PLAIN_WORDS = 9;
const NANOS_PER_MS = 1_000_000;
const ACK_TIMEOUT_MS = 5_000;
