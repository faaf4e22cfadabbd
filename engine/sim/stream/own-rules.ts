import { filledHeader, headerText } from "../wire/headers.ts";
import type { StoredMessage } from "./message-store.ts";
import { parseMessageTtl } from "./message-ttl.ts";
import { type Firing, nextFiring, zoneOf } from "./schedule-pattern.ts";

/** The rules in a stored message's headers. */
export type OwnRules = {
  /** The message id; empty: none. */
  readonly msgId: string;
  /** The TTL; 0: the stream's limits apply. */
  readonly ttlMs: number;
  readonly schedule: Firing | null;
};

/** Reads the rules of a stored message, which were checked when it was stored. */
export function ownRules({ headers, at }: StoredMessage, now: number): OwnRules {
  const text = headerText(headers);
  if (text === null) return { msgId: "", ttlMs: 0, schedule: null };
  const ttl = filledHeader(text, "Nats-TTL");
  const pattern = filledHeader(text, "Nats-Schedule");
  const zone = zoneOf(text);
  const firing = pattern === undefined || zone === "unknown" ? null : nextFiring(pattern, zone, at, now);
  return {
    msgId: filledHeader(text, "Nats-Msg-Id") ?? "",
    ttlMs: ttl === undefined ? 0 : (parseMessageTtl(ttl) ?? 0),
    schedule: firing,
  };
}
