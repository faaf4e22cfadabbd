import type { JsMsg } from "@nats-io/jetstream";
import type { Msg, MsgHdrs, NatsConnection } from "@nats-io/nats-core";
import type { JsonValue } from "../../engine/kernel/json.ts";
import { unreachable } from "../../engine/kernel/errors.ts";
import type { Settlement } from "./program.ts";
import { plain, type Watch } from "./observation.ts";
import { NANOS_PER_MS } from "./wire-options.ts";

/** A message that came, and the way back. */
export type Inbound = {
  readonly seen: JsonValue;
  /** With `confirmed` it settles when the server has confirmed it, and rejects when it has not. */
  settle(how: Settlement): Promise<void>;
};

export const ADVISORIES = "$JS.EVENT.ADVISORY.>";
const CONFIRM_WITHIN_MS = 1_000;
const ACK_WORDS = 9;

/** Null for advisories about requests: those tell of the watcher too, and the simulated server has none. */
export function advisoryOf(message: Msg, watch: Watch): { kind: string; what: JsonValue } | null {
  const kind = message.subject.slice(ADVISORIES.length - 1);
  return kind.startsWith("API") ? null : { kind, what: plain(message.json(), watch) };
}

/** As it came over the wire; acknowledged by hand, as often as one likes. `which`: what else is to be told of it. */
export function inboundOf(message: Msg, nc: NatsConnection, which: { readonly request?: number } = {}): Inbound {
  return {
    seen: { ...seenMsg(message), ...which },
    async settle(how) {
      if (message.reply === undefined || message.reply === "") return;
      const body = bodyOf(how);
      if (how.confirmed === true) await nc.request(message.reply, body, { timeout: CONFIRM_WITHIN_MS });
      else message.respond(body);
    },
  };
}

/** As the client gives it; acknowledged by its own methods, which do so once. */
export function inboundOfJs(message: JsMsg): Inbound {
  return {
    seen: seenJsMsg(message),
    async settle({ do: kind, delayMs, confirmed }) {
      switch (kind) {
        case "ack":
          if (confirmed === true) await message.ackAck({ timeout: CONFIRM_WITHIN_MS });
          else message.ack();
          return;
        case "nak":
          return message.nak(delayMs);
        case "working":
          return message.working();
        case "term":
          return message.term();
        default:
          unreachable(kind);
      }
    },
  };
}

function bodyOf({ do: kind, delayMs }: Settlement): string {
  switch (kind) {
    case "ack":
      return "+ACK";
    case "nak":
      return delayMs === undefined ? "-NAK" : `-NAK {"delay":${delayMs * NANOS_PER_MS}}`;
    case "working":
      return "+WPI";
    case "term":
      return "+TERM";
  }
}

/** A delivery, or a status. */
function seenMsg(message: Msg): { readonly [name: string]: JsonValue } {
  const words = (message.reply ?? "").split(".");
  const rest = { ...headersOf(message.headers), ...dataOf(message.string()) };
  if (words[1] !== "ACK" || words.length !== ACK_WORDS) {
    const { code = 0, description = "" } = message.headers ?? {};
    return { status: `${code} ${description}`, ...rest };
  }
  const [, , stream, consumer, deliveries, seq, consumerSeq, , pending] = words;
  return {
    subject: message.subject,
    from: `${stream}/${consumer}`,
    seq: Number(seq),
    consumer_seq: Number(consumerSeq),
    deliveries: Number(deliveries),
    pending: Number(pending),
    ...rest,
  };
}

function seenJsMsg(message: JsMsg): JsonValue {
  const { stream, consumer, streamSequence, deliverySequence, deliveryCount, pending } = message.info;
  return {
    subject: message.subject,
    from: `${stream}/${consumer}`,
    seq: streamSequence,
    consumer_seq: deliverySequence,
    deliveries: deliveryCount,
    pending,
    ...headersOf(message.headers),
    ...dataOf(message.string()),
  };
}

export function headersOf(headers: MsgHdrs | undefined): { headers?: JsonValue } {
  const lines = [...(headers ?? [])].map(([name, values]) => `${name}: ${values.join(", ")}`);
  return lines.length === 0 ? {} : { headers: lines };
}

function dataOf(data: string): { data?: JsonValue } {
  return data === "" ? {} : { data };
}
