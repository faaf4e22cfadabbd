import { filledHeader, headerText } from "../wire/headers.ts";
import type { StoredMessage } from "./message-store.ts";
import { parseMessageTtl } from "./message-ttl.ts";
import { type Firing, nextFiring, zoneOf } from "./schedule-pattern.ts";

/** What a stored message says of itself in its headers. */
export type OwnRules = {
  /** Empty: it has none. */
  readonly msgId: string;
  /** 0: as long as the stream keeps messages. */
  readonly ttlMs: number;
  readonly schedule: Firing | null;
};

/** They were checked when it was stored. */
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
