import { type NatsConnection, PermissionViolationError } from "@nats-io/nats-core";

/** The server's user lacks a permission that a worker or reader of this source needs: it ends with this error. */
export abstract class NotPermittedError extends Error {
  /** The subject that the user must be permitted to publish or subscribe to. */
  readonly subject: string;

  constructor(what: string, violation: PermissionViolationError) {
    const { operation, subject } = violation;
    const right = operation === "publish" ? "publish to" : "subscribe to";
    super(`the user of this connection may not ${what}; permit it to ${right} ${subject}`, { cause: violation });
    this.subject = subject;
  }
}

/** The user may not pull messages, so none would ever arrive. */
export class PullNotPermittedError extends NotPermittedError {
  override readonly name = "PullNotPermittedError";

  constructor(violation: PermissionViolationError) {
    super("pull messages", violation);
  }
}

/** The user may not acknowledge messages, so all work would be repeated up to the last attempt. */
export class AckNotPermittedError extends NotPermittedError {
  override readonly name = "AckNotPermittedError";

  constructor(violation: PermissionViolationError) {
    super("acknowledge messages", violation);
  }
}

/** The named error if a pull failed for lack of a permission, otherwise null. */
export function denialIn(thrown: unknown): NotPermittedError | null {
  if (thrown instanceof NotPermittedError) return thrown;
  if (thrown instanceof PermissionViolationError) return new PullNotPermittedError(thrown);
  return thrown instanceof Error && thrown.cause !== undefined ? denialIn(thrown.cause) : null;
}

export type WatchOptions = {
  readonly connection: NatsConnection;
  readonly apiPrefix: string;
  readonly stream: string;
  readonly consumers: readonly string[];
  readonly onDenied: (error: NotPermittedError) => void;
  readonly onReconnect: () => void;
};

/**
 * Watches the connection for reconnects, and for the server's refusals of pulls and acknowledgements. Both are publishes, whose
 * refusal the client reports only in its connection's status.
 */
export function watchConnection(options: WatchOptions): { end(): void } {
  const statuses = options.connection.status();
  void listen(statuses, options);
  return { end: () => (statuses as unknown as { stop(): void }).stop() };
}

async function listen(statuses: ReturnType<NatsConnection["status"]>, options: WatchOptions): Promise<void> {
  const { apiPrefix, stream, consumers, onDenied, onReconnect } = options;
  const pulls = new Set(consumers.map((consumer) => `${apiPrefix}.CONSUMER.MSG.NEXT.${stream}.${consumer}`));
  for await (const status of statuses) {
    if (status.type === "reconnect") onReconnect();
    if (status.type !== "error" || !(status.error instanceof PermissionViolationError)) continue;
    const { operation, subject } = status.error;
    if (operation !== "publish") continue;
    if (pulls.has(subject)) onDenied(new PullNotPermittedError(status.error));
    else if (isAckOf(subject, stream, consumers)) onDenied(new AckNotPermittedError(status.error));
  }
}

/** `$JS.ACK.<stream>.<consumer>.…`; newer servers put domain and account before the stream (ADR-15). */
function isAckOf(subject: string, stream: string, consumers: readonly string[]): boolean {
  if (!subject.startsWith("$JS.ACK.")) return false;
  const words = subject.split(".");
  return [2, 4].some((at) => words[at] === stream && consumers.includes(words[at + 1] ?? ""));
}
