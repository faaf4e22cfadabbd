import { goDuration, NANOS_PER_MS } from "../wire/go-format.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { Heartbeat } from "./outlet.ts";
import type { PullQueue } from "./pull-queue.ts";
import type { PullRequest } from "./pull-request.ts";

/** Refused without a status. */
export const SILENTLY = "";

/** The status that refuses a pull: it is invalid, or there is no room or no message. Null: the pull may wait. */
export function refusal(
  config: ConsumerConfig,
  request: PullRequest,
  pulls: PullQueue,
  available: number,
  heartbeat: () => Heartbeat,
): string | null {
  const limit = overLimit(config, request);
  if (limit !== null) return limit;
  if (pulls.isFull) pulls.sweepNowAndThen(heartbeat);
  const refused = request.noWait ? hasNothingFor(request, pulls, available, heartbeat) : null;
  if (refused !== null || !pulls.isFull) return refused;
  // A client with heartbeats gets no status: it notices missing heartbeats, and does not pull again at once.
  return request.heartbeatMs > 0 ? SILENTLY : "409 Exceeded MaxWaiting";
}

function hasNothingFor(
  { expiresMs }: PullRequest,
  pulls: PullQueue,
  available: number,
  heartbeat: () => Heartbeat,
): string | null {
  if (available === 0) return expiresMs === 0 ? "404 No Messages" : null;
  pulls.sweep(false, heartbeat);
  const { wanted } = pulls;
  // nats-server reads the sum as unsigned, so a negative number is a very large one.
  return wanted < 0 || available < wanted ? "408 Requests Pending" : null;
}

/** The status that refuses a pull beyond the limits of the consumer's configuration; null: it is within them. */
function overLimit(config: ConsumerConfig, request: PullRequest): string | null {
  const { max_batch, max_expires, max_bytes } = config;
  if (max_batch !== undefined && request.batch > max_batch) return `409 Exceeded MaxRequestBatch of ${max_batch}`;
  if (max_expires !== undefined && request.expiresMs * NANOS_PER_MS > max_expires) {
    return `409 Exceeded MaxRequestExpires of ${goDuration(max_expires / NANOS_PER_MS)}`;
  }
  if (max_bytes !== undefined && request.maxBytes > max_bytes) return `409 Exceeded MaxRequestMaxBytes of ${max_bytes}`;
  return null;
}
