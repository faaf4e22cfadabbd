import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../clock/clock.ts";
import { type OnError, reportFailure } from "../../kernel/engine-failure.ts";
import { errorText } from "../../kernel/errors.ts";
import { formatDuration } from "../../trace/format.ts";
import { denialIn } from "./permissions.ts";

/** The server delivers no messages at present. The worker or reader that reports this goes on trying. */
export class PullFailedError extends Error {
  override readonly name = "PullFailedError";
  /** How long the outage has lasted, milliseconds. */
  readonly lastsMs: number;

  constructor(lastsMs: number, cause: unknown) {
    super(`no messages from the server for ${formatDuration(lastsMs)}: ${errorText(cause)}`, { cause });
    this.lastsMs = lastsMs;
  }
}

/** The queue or log of a worker or reader was deleted: the worker or reader ends with this error. */
export class SourceGoneError extends Error {
  override readonly name = "SourceGoneError";

  constructor(source: string, cause: unknown) {
    super(`${source} has been deleted; declare it again, then start its workers or readers again`, { cause });
  }
}

export type OutageOptions = {
  /** The source's name in errors: `queue jobs`. */
  readonly source: string;
  readonly connection: NatsConnection;
  readonly clock: Clock;
  /** Whether the server says that the source was deleted; false if the server does not answer. */
  readonly isGone: () => Promise<boolean>;
  /** Called for the first failure, and from time to time while the outage lasts. */
  readonly onError: OnError | undefined;
  /** Resolves when no more messages are wanted. */
  readonly stopped: Promise<void>;
};

/** A cluster may take up to ten seconds to elect a leader; the first retries come this often. */
const FIRST_PAUSE_MS = 500;
const QUICK_TRIES = 20;
const FACTOR = 1.25;
const LONGEST_PAUSE_MS = 10_000;
/** Five seconds of quick tries. */
const ASK_EVERY = 10;
const REPORT_EVERY_MS = 10_000;

/**
 * Retries all pulls of a worker or reader while the server delivers no messages.
 *
 * OU1  Pulls are retried for as long as their owner lives: after ten seconds less often, but at least every ten seconds.
 * OU2  The outage is reported when it begins, and every ten seconds while it lasts.
 * OU3  Three things end the retries: the source was deleted, its user may not pull, or its connection was closed.
 */
export class Outage {
  private readonly options: OutageOptions;
  private since: number | null = null;
  private reportedAt = 0;

  constructor(options: OutageOptions) {
    this.options = options;
  }

  /** The server has answered: the outage is over. */
  over(): void {
    this.since = null;
  }

  /** Resolves when this pull should be retried, after `failures` in a row. @throws the reason if retries must end (OU3) */
  async failed(thrown: unknown, failures: number): Promise<void> {
    const { source, connection, clock, isGone, stopped } = this.options;
    const denied = denialIn(thrown);
    if (denied !== null) throw denied;
    if (connection.isClosed()) throw thrown;
    if (failures % ASK_EVERY === 0 && (await isGone())) throw new SourceGoneError(source, thrown);
    const pauseMs = pauseAfter(failures);
    this.tell(thrown, pauseMs);
    await Promise.race([clock.sleep(pauseMs), stopped]);
  }

  private tell(thrown: unknown, pauseMs: number): void {
    const { source, clock, onError } = this.options;
    const now = clock.now();
    const isNew = this.since === null;
    this.since ??= now;
    if (!isNew && now - this.reportedAt < REPORT_EVERY_MS) return;
    this.reportedAt = now;
    const error = new PullFailedError(now - this.since, thrown);
    reportFailure(onError, { where: source, step: "take messages", error, retryInMs: pauseMs });
  }
}

/** The pause after this number of failures in a row, milliseconds. */
export function pauseAfter(failures: number): number {
  const slow = Math.max(0, failures - QUICK_TRIES);
  return Math.min(LONGEST_PAUSE_MS, Math.round(FIRST_PAUSE_MS * FACTOR ** slow));
}
