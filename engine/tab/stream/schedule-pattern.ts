import { nextCron, parseCron } from "./cron.ts";
import { parseGoDuration } from "../wire/go-format.ts";

/** When a schedule fires next, and whether it goes on after that. Unix milliseconds. */
export type Firing = { readonly at: number; readonly repeats: boolean };

const SECOND_MS = 1000;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * A `Nats-Schedule`: `@at <RFC 3339>`, `@every <duration of at least 1s>` or a cron pattern; null when nats-server calls
 * it invalid, "unsupported" for a cron pattern in a time zone.
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
  const cron = parseCron(pattern);
  if (cron === null) return null;
  if (timeZone !== "") return "unsupported";
  const next = nextCron(cron, Math.max(from, now));
  return next === null ? null : { at: next, repeats: true };
}

function roundToSecond(unixMs: number): number {
  return Math.round(unixMs / SECOND_MS) * SECOND_MS;
}
