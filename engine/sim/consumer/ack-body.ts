import { decodeText } from "../wire/bytes.ts";
import { NANOS_PER_MS, parseGoDuration } from "../wire/go-format.ts";

/** A client's acknowledgement of a delivered message. */
export type AckBody =
  | { readonly type: "ack" }
  | { readonly type: "next"; readonly request: string }
  /** `delayMs` null: as soon as possible. */
  | { readonly type: "nak"; readonly delayMs: number | null }
  | { readonly type: "working" }
  | { readonly type: "term"; readonly reason: string }
  /** Confirmed like the others, but without effect. */
  | { readonly type: "unknown" };

const ACK: AckBody = { type: "ack" };
const WORKING: AckBody = { type: "working" };
const NAK: AckBody = { type: "nak", delayMs: null };
const UNKNOWN: AckBody = { type: "unknown" };

export function parseAckBody(payload: Uint8Array): AckBody {
  if (payload.length === 0) return ACK;
  const text = decodeText(payload);
  if (text === "+ACK" || text === "+OK") return ACK;
  if (text === "+WPI") return WORKING;
  if (text.startsWith("-NAK")) return parseNak(text.slice(4).trim());
  if (text.startsWith("+TERM")) return { type: "term", reason: text.slice(5).trim() };
  if (text.startsWith("+NXT")) return { type: "next", request: text.slice(4) };
  return UNKNOWN;
}

/** Parses a delay: JSON with nanoseconds, or a Go duration. As in nats-server, anything else is a nak without delay. */
function parseNak(argument: string): AckBody {
  if (argument === "") return NAK;
  const delayMs = argument.startsWith("{") ? jsonDelay(argument) : parseGoDuration(argument);
  return delayMs === null ? NAK : { type: "nak", delayMs };
}

function jsonDelay(text: string): number | null {
  try {
    const { delay = 0 } = JSON.parse(text) as { readonly delay?: unknown };
    return typeof delay === "number" ? delay / NANOS_PER_MS : null;
  } catch {
    return null;
  }
}
