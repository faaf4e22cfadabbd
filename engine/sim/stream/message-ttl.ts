import { parseGoDuration } from "../wire/go-format.ts";
import { wholeNumber } from "../wire/protocol-parser.ts";

/** For ever: not even the stream's max_age ends it. */
export const NEVER = -1;

/** A `Nats-TTL` in whole milliseconds or `NEVER`; null when nats-server calls it invalid. It knows whole seconds only. */
export function parseMessageTtl(text: string): number | null {
  if (text.toLowerCase() === "never") return NEVER;
  const plain = wholeNumber(text);
  const seconds = plain > 0 ? plain : Math.floor((parseGoDuration(text) ?? 0) / 1000);
  return seconds < 1 ? null : seconds * 1000;
}
