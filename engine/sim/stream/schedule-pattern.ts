import { nextCron, parseCron } from "./cron.ts";
import { parseGoDuration } from "../wire/go-format.ts";
import { headerValue, type HeaderText } from "../wire/headers.ts";
import { nextCronIn, Zone } from "./zoned-cron.ts";

/** When a schedule fires next, and whether it goes on after that. Unix milliseconds. */
export type Firing = { readonly at: number; readonly repeats: boolean };

const SECOND_MS = 1000;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** The time zone that a schedule names, null when it names none; "unknown" for one that is not to be found. */
export function zoneOf(text: HeaderText): Zone | null | "unknown" {
  const name = headerValue(text, "Nats-Schedule-Time-Zone");
  return name === undefined ? null : (Zone.named(name) ?? "unknown");
}

/**
 * A `Nats-Schedule`: `@at <RFC 3339>`, `@every <duration of at least 1s>` or a cron pattern, which alone can have a time
 * zone; null when nats-server calls it invalid.
 *
 * `from` is when the message was stored, or was to fire before: an interval counts from there, rounded to the second.
 */
export function nextFiring(pattern: string, zone: Zone | null, from: number, now: number): Firing | null {
  if (pattern.startsWith("@at ")) {
    const text = pattern.slice("@at ".length);
    const at = RFC3339.test(text) && zone === null ? Date.parse(text.replace(",", ".")) : Number.NaN;
    return Number.isNaN(at) ? null : { at, repeats: false };
  }
  if (pattern.startsWith("@every ")) {
    const every = parseGoDuration(pattern.slice("@every ".length));
    if (every === null || every < SECOND_MS || zone !== null) return null;
    const next = roundToSecond(from) + every;
    return { at: next < now ? roundToSecond(now) + every : next, repeats: true };
  }
  const cron = parseCron(pattern);
  if (cron === null) return null;
  const after = Math.max(from, now);
  const next = zone === null ? nextCron(cron, after) : nextCronIn(zone, cron, after);
  return next === null ? null : { at: next, repeats: true };
}

function roundToSecond(unixMs: number): number {
  return Math.round(unixMs / SECOND_MS) * SECOND_MS;
}
