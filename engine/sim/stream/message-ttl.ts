import { parseGoDuration } from "../wire/go-format.ts";
import { wholeNumber } from "../wire/protocol-parser.ts";

/** The TTL 'never': not even the stream's max_age removes the message. */
export const NEVER = -1;

/** Parses a `Nats-TTL`, in milliseconds or `NEVER`; null if nats-server rejects it. nats-server accepts whole seconds only. */
export function parseMessageTtl(text: string): number | null {
  if (text.toLowerCase() === "never") return NEVER;
  const plain = wholeNumber(text);
  const seconds = plain > 0 ? plain : Math.floor((parseGoDuration(text) ?? 0) / 1000);
  return seconds < 1 ? null : seconds * 1000;
}
