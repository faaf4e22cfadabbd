import { NANOS_PER_MS } from "./wire-options.ts";
import type { JsonValue } from "../../engine/kernel/json.ts";

/**
 * What was seen of a program, by whom and when: plain data without anything that is another broker's own.
 *
 * SI1  `channel` is who saw it (a step, the watcher's ear for one kind of advisory, the look around at the end), and
 *      within a channel observations are in the order in which they were seen;
 * SI2  every moment, also inside of `what`, is in milliseconds since the program began.
 */
export type Observation = { readonly channel: string; readonly at: number; readonly what: JsonValue };

/** A moment inside of what was seen. */
export type Moment = { readonly ms: number };

export function isMoment(value: JsonValue): value is Moment {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).join() === "ms";
}

/** The program's own time. */
export type Watch = { readonly now: () => number; readonly unixMsAtStart: number };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const TIME_WITHIN = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** The client's own name for a consumer that it makes to read a bucket. */
const RANDOM_NAME = /\boc_[A-Za-z0-9]{22}_/g;
const INBOX = /\b_INBOX\.[A-Za-z0-9.]+/g;
/** What is before this was no moment of the program: no time at all, or the end of a pause. */
const LONG_AGO_MS = Date.UTC(2000, 0);
/** Of the server that answered, or of the moment of asking: different in every run. */
const NOT_SEEN = ["type", "ts", "cluster", "id", "client", "server", "domain", "_nats.ver", "_nats.level"];

/** Any answer as plain data (SI2). */
export function plain(value: unknown, watch: Watch): JsonValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return plainText(value, watch);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((one) => plain(one, watch));
  if (typeof value !== "object") return `a ${typeof value}`;
  const entries = Object.entries(value).filter(([name, one]) => one !== undefined && !NOT_SEEN.includes(name));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, plainMember(name, one, watch)]),
  );
}

/** How long something is to last yet is a moment too. */
function plainMember(name: string, value: unknown, watch: Watch): JsonValue {
  return name === "pause_remaining" && typeof value === "number" ? { ms: value / NANOS_PER_MS } : plain(value, watch);
}

/** A name without what the client made up of it. */
export function plainName(text: string): string {
  return text.replace(RANDOM_NAME, "oc_");
}

function plainText(text: string, { unixMsAtStart }: Watch): JsonValue {
  if (TIME.test(text) && Date.parse(text) < LONG_AGO_MS) return text;
  if (TIME.test(text)) return { ms: Date.parse(text) - unixMsAtStart };
  return plainName(text)
    .replace(TIME_WITHIN, (time) => `+${Date.parse(time) - unixMsAtStart} ms`)
    .replace(INBOX, "an inbox");
}
