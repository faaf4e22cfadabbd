import { NANOS_PER_MS } from "../wire/go-format.ts";

/** A pull request on CONSUMER.MSG.NEXT. Times are in milliseconds (0: none). */
export type PullRequest = {
  readonly batch: number;
  readonly maxBytes: number;
  readonly expiresMs: number;
  readonly heartbeatMs: number;
  readonly noWait: boolean;
};

/** A number in Go's syntax. */
const WHOLE = /^[+-]?\d+$/;

const ONE: PullRequest = { batch: 1, maxBytes: 0, expiresMs: 0, heartbeatMs: 0, noWait: false };

/** Parses a JSON request, a bare number, or anything else (one message). Returns the refusing status for bad JSON. */
export function readPullRequest(body: string): PullRequest | string {
  try {
    return parsePullRequest(body);
  } catch (thrown) {
    if (!(thrown instanceof PullRequestError)) throw thrown;
    return `400 Bad Request - ${thrown.message}`;
  }
}

function parsePullRequest(body: string): PullRequest {
  const text = body.trim();
  if (text === "") return ONE;
  if (!text.startsWith("{")) {
    const batch = WHOLE.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(batch) ? { ...ONE, batch } : ONE;
  }
  const raw = parseObject(text);
  const refused = REFUSED.find((name) => Boolean(raw[name]));
  if (refused !== undefined) throw new PullRequestError(`the simulated server does not support ${refused}`);
  const expires = whole(raw, "expires", "time.Duration");
  const heartbeat = whole(raw, "idle_heartbeat", "time.Duration");
  if (heartbeat > 0 && heartbeat * 2 > expires) throw new PullRequestError("heartbeat value too large");
  return {
    batch: whole(raw, "batch", "int"),
    maxBytes: whole(raw, "max_bytes", "int"),
    expiresMs: expires / NANOS_PER_MS,
    heartbeatMs: heartbeat / NANOS_PER_MS,
    noWait: raw["no_wait"] === true,
  };
}

/** Becomes `400 Bad Request - …`. */
class PullRequestError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PullRequestError";
  }
}

/** Unsupported fields. `group` is not among them: without priority groups, it has no effect. */
const REFUSED = ["min_pending", "min_ack_pending", "priority", "id"];

function parseObject(text: string): { readonly [name: string]: unknown } {
  try {
    return JSON.parse(text) as { readonly [name: string]: unknown };
  } catch (thrown) {
    throw new PullRequestError("invalid JSON", { cause: thrown });
  }
}

function whole(raw: { readonly [name: string]: unknown }, name: string, type: string): number {
  const value = raw[name] ?? 0;
  if (typeof value !== "number") {
    throw new PullRequestError(`json: cannot unmarshal ${typeof value} into Go struct field .${name} of type ${type}`);
  }
  return value;
}
