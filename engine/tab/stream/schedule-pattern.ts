import { parseGoDuration } from "../wire/go-format.ts";

/** When a schedule fires next, and whether it goes on after that. Unix milliseconds. */
export type Firing = { readonly at: number; readonly repeats: boolean };

const SECOND_MS = 1000;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * A `Nats-Schedule`: `@at <RFC 3339>` or `@every <duration of at least 1s>`; null when nats-server calls it invalid,
 * "unsupported" for cron patterns.
 *
 * `from` is when the message was stored, or was to fire before: an interval counts from there, rounded to the second.
 */
export function nextFiring(
  pattern: string,
  timeZone: string,
  from: number,
  now: number,
): Firing | "unsupported" | null {
  if (pattern.startsWith("@at ")) {
    const text = pattern.slice("@at ".length);
    const at = RFC3339.test(text) && timeZone === "" ? Date.parse(text.replace(",", ".")) : Number.NaN;
    return Number.isNaN(at) ? null : { at, repeats: false };
  }
  if (pattern.startsWith("@every ")) {
    const every = parseGoDuration(pattern.slice("@every ".length));
    if (every === null || every < SECOND_MS || timeZone !== "") return null;
    const next = roundToSecond(from) + every;
    return { at: next < now ? roundToSecond(now) + every : next, repeats: true };
  }
  return isCron(pattern) ? "unsupported" : null;
}

function roundToSecond(unixMs: number): number {
  return Math.round(unixMs / SECOND_MS) * SECOND_MS;
}

const NAMED = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const CRON_FIELDS = 6;

function isCron(pattern: string): boolean {
  const fields = pattern.trim().split(/\s+/);
  return (
    NAMED.includes(pattern) || (fields.length === CRON_FIELDS && fields.every((field) => /^[\w*?,/-]+$/.test(field)))
  );
}
