import { nextCron, parseCron } from "./cron.ts";
import { parseGoDuration } from "../wire/go-format.ts";
import { headerValue, type HeaderText } from "../wire/headers.ts";
import { nextCronIn, Zone } from "./zoned-cron.ts";

/** The next firing of a schedule, in Unix milliseconds, and whether others follow. */
export type Firing = { readonly at: number; readonly repeats: boolean };

const SECOND_MS = 1000;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** The time zone of a schedule; null: none; "unknown": there is no such time zone. */
export function zoneOf(text: HeaderText): Zone | null | "unknown" {
  const name = headerValue(text, "Nats-Schedule-Time-Zone");
  return name === undefined ? null : (Zone.named(name) ?? "unknown");
}

/**
 * The next firing of a `Nats-Schedule`: `@at <RFC 3339>`, `@every <duration of at least 1s>` or a cron pattern; null if
 * nats-server rejects it. Only a cron pattern can have a time zone.
 *
 * `from`: when the message was stored, or when it was due before. An interval counts from there, rounded to the second.
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
