import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../clock/clock.ts";
import { type OnError, reportFailure } from "../../kernel/engine-failure.ts";
import { errorText } from "../../kernel/errors.ts";
import { formatDuration } from "../../trace/format.ts";
import { denialIn } from "./permissions.ts";

/** The server gives no messages just now. Whoever reports this goes on trying. */
export class PullFailedError extends Error {
  override readonly name = "PullFailedError";
  /** For how long already. */
  readonly lastsMs: number;

  constructor(lastsMs: number, cause: unknown) {
    super(`no messages from the server for ${formatDuration(lastsMs)}: ${errorText(cause)}`, { cause });
    this.lastsMs = lastsMs;
  }
}

/** The queue or log that a worker or reader takes from has been deleted: it ends with this error. */
export class SourceGoneError extends Error {
  override readonly name = "SourceGoneError";

  constructor(source: string, cause: unknown) {
    super(`${source} has been deleted; declare it again, and start what takes from it anew`, { cause });
  }
}

export type OutageOptions = {
  /** How errors call it: `queue jobs`. */
  readonly source: string;
  readonly connection: NatsConnection;
  readonly clock: Clock;
  /** Whether the server says that the source was deleted; false while it says nothing. */
  readonly isGone: () => Promise<boolean>;
  /** Told of the first failure, and now and then while the outage lasts. */
  readonly onError: OnError | undefined;
  /** Settles when nothing more is wanted. */
  readonly stopped: Promise<void>;
};

/** As often as a cluster that chooses a leader wants to be asked: it has none for up to ten seconds. */
const FIRST_PAUSE_MS = 500;
const QUICK_TRIES = 20;
const FACTOR = 1.25;
const LONGEST_PAUSE_MS = 10_000;
/** Five seconds of quick tries. */
const ASK_EVERY = 10;
const REPORT_EVERY_MS = 10_000;

/**
 * What all pulls of a worker or reader do while the server gives no messages.
 *
 * OU1  They try again for as long as their owner lives: after ten seconds ever more rarely, at least every ten seconds.
 * OU2  The outage is reported when it begins, and every ten seconds while it lasts.
 * OU3  Three things end it for good: the source was deleted, its user may not pull, or its connection was closed.
 */
export class Outage {
  private readonly options: OutageOptions;
  private since: number | null = null;
  private reportedAt = 0;

  constructor(options: OutageOptions) {
    this.options = options;
  }

  /** The server has answered. */
  over(): void {
    this.since = null;
  }

  /** Resolves when this pull should try again after so many failures in a row. @throws what ends it for good (OU3) */
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

/** Milliseconds to wait after so many failures in a row. */
export function pauseAfter(failures: number): number {
  const slow = Math.max(0, failures - QUICK_TRIES);
  return Math.min(LONGEST_PAUSE_MS, Math.round(FIRST_PAUSE_MS * FACTOR ** slow));
}
