import { type ApiError, ApiErrors } from "../api/api-errors.ts";
import { filledHeader, type HeaderText } from "../wire/headers.ts";
import { isLiteral, overlaps } from "../wire/subjects.ts";
import { parseMessageTtl } from "./message-ttl.ts";
import { type Firing, nextFiring, zoneOf } from "./schedule-pattern.ts";
import type { StreamConfig } from "./stream-config.ts";

/** The schedule in a message's headers; null if there is none. The checks are in nats-server's order. */
export function checkSchedule(
  text: HeaderText,
  subject: string,
  config: StreamConfig,
  now: number,
): Firing | ApiError | null {
  const pattern = filledHeader(text, "Nats-Schedule");
  const zone = zoneOf(text);
  // An unknown time zone is refused even without a schedule.
  if (pattern === undefined && zone !== "unknown") return null;
  if (config.allow_msg_schedules !== true) return ApiErrors.schedulesDisabled;
  if (zone === "unknown") return ApiErrors.scheduleTimeZoneInvalid;
  const firing = nextFiring(pattern ?? "", zone, now, now);
  if (firing === null) return ApiErrors.schedulePatternInvalid;
  const ttl = filledHeader(text, "Nats-Schedule-TTL");
  if (ttl !== undefined && parseMessageTtl(ttl) === null) return ApiErrors.scheduleTtlInvalid;
  const rollup = filledHeader(text, "Nats-Schedule-Rollup");
  if (rollup !== undefined && rollup !== "sub") return ApiErrors.scheduleRollupInvalid;
  if (ttl !== undefined && !config.allow_msg_ttl) return ApiErrors.ttlDisabled;
  const target = filledHeader(text, "Nats-Schedule-Target");
  if (target === undefined || target === subject || !isLiteral(target)) return ApiErrors.scheduleTargetInvalid;
  const source = filledHeader(text, "Nats-Schedule-Source");
  const isSource = source === undefined || (source !== target && source !== subject && isLiteral(source));
  if (!isSource) return ApiErrors.scheduleSourceInvalid;
  if (!isCaptured(target, config)) return ApiErrors.scheduleTargetInvalid;
  if (source !== undefined && !isCaptured(source, config)) return ApiErrors.scheduleSourceInvalid;
  const own = filledHeader(text, "Nats-Rollup");
  return own !== undefined && own.toLowerCase() !== "sub" ? ApiErrors.scheduleRollupInvalid : firing;
}

function isCaptured(subject: string, config: StreamConfig): boolean {
  return config.subjects.some((pattern) => overlaps(pattern, subject));
}

/** The schedule that produced a message, from its headers. */
export type Produced = { readonly scheduler: string; readonly isOver: boolean };

/** Checks the headers that the server adds to a scheduled message. A client that sets them must set them correctly. */
export function checkProduced(text: HeaderText, subject: string, config: StreamConfig): Produced | ApiError | null {
  const scheduler = filledHeader(text, "Nats-Scheduler");
  const next = filledHeader(text, "Nats-Schedule-Next");
  if (scheduler === undefined && next === undefined) return null;
  const isOver = next === "purge";
  const isTime = next !== undefined && !Number.isNaN(Date.parse(next));
  if (scheduler === undefined || scheduler === subject || !isLiteral(scheduler) || !(isOver || isTime)) {
    return ApiErrors.schedulerInvalid;
  }
  if (config.allow_msg_schedules !== true) return ApiErrors.schedulesDisabled;
  return { scheduler, isOver };
}
