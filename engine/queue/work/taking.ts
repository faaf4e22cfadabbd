import type { JetStreamClient } from "@nats-io/jetstream";
import type { Clock } from "../../clock/clock.ts";
import { settlesWithin } from "../../clock/within.ts";
import { type OnError, reportFailure } from "../../kernel/engine-failure.ts";
import { asError } from "../../kernel/errors.ts";
import { connectionOf } from "../send/publish-answers.ts";
import { isRefusal, Refusal } from "../api-errors.ts";
import { StopTimeoutError } from "../errors.ts";
import type { JobMessage } from "../job-message.ts";
import type { MessageSource } from "./message-source.ts";
import { Outage } from "./outage.ts";
import { type NotPermittedError, watchConnection } from "./permissions.ts";

/** As long as Kubernetes waits between SIGTERM and SIGKILL. */
const STOP_WITHIN_MS = 30_000;
const PAUSE_AFTER_FAILURE_MS = 500;

export type TakingOptions = {
  /** How errors call it: `queue jobs`. */
  readonly source: string;
  readonly stream: string;
  readonly consumers: readonly string[];
  readonly clock: Clock;
  /** What is taken from, once for each message that may be with us. */
  readonly sources: readonly MessageSource[];
  /** False: it has failed, and has reported that itself; the next message is taken a little later. */
  readonly take: (message: JobMessage) => Promise<boolean>;
  readonly onError?: OnError | undefined;
  /** How long `stop` waits for what is running; 30,000 by default. */
  readonly stopWithinMs?: number | undefined;
  /** At the stop: what waits here need not. */
  readonly onStop?: () => void;
  /** When what is running has not ended in time; it is then reported here instead. */
  readonly onTooLate?: (afterMs: number) => void;
  /** When nothing of it runs any more, or is waited for. */
  readonly onOver?: () => void;
};

/**
 * Takes messages until it is stopped; what workers of a queue and readers of a log have in common.
 *
 * TK1  It goes on through any outage of the server (OU1). It ends by itself only when what it takes from was deleted, its
 *      connection was closed, or its user may not pull or acknowledge; `ended` rejects with the reason.
 * TK2  `stop` settles when all that was running has ended, or when its time is up, and never rejects: it is called by
 *      programs on their way out, to whom the reason of a failure is of no use.
 */
export class Taking {
  readonly ended: Promise<void>;
  private readonly stopped: Promise<void>;
  private readonly options: TakingOptions;
  private readonly outage: Outage;
  private readonly over: Promise<void>;
  private isStopped = false;
  private stopsNow: Promise<void> | null = null;
  private tellStopped: () => void = () => undefined;
  private giveUp: () => void = () => undefined;
  private deny: (error: NotPermittedError) => void = () => undefined;

  constructor(js: JetStreamClient, options: TakingOptions) {
    this.options = options;
    const { source, stream, consumers, clock, sources } = options;
    this.stopped = new Promise((tell) => (this.tellStopped = tell));
    const connection = connectionOf(js);
    this.outage = new Outage({
      ...{ source, connection, clock, stopped: this.stopped },
      isGone: () => isGone(js, stream, consumers),
      onError: options.onError,
    });
    const denied = new Promise<never>((_, fail) => (this.deny = fail));
    const onDenied = (error: NotPermittedError) => this.deny(error);
    const watch = watchConnection({
      ...{ connection, apiPrefix: js.apiPrefix, stream, consumers, onDenied },
      onReconnect: () => new Set(sources).forEach((source) => source.reconnected?.()),
    });
    const loops = sources.map((source) => this.takeForEver(source));
    this.over = Promise.allSettled(loops).then(() => {
      watch.end();
      options.onOver?.();
    });
    const tooLate = new Promise<void>((tell) => (this.giveUp = tell));
    this.ended = Promise.race([Promise.all(loops).then(() => undefined), denied, tooLate]);
    // Whoever awaits `ended` sees the error; one that nobody awaits must not bring the process down.
    this.ended.catch((thrown: unknown) => {
      this.report("go on", asError(thrown));
      return this.callOff();
    });
  }

  stop(): Promise<void> {
    this.stopsNow ??= this.stopInTime();
    return this.stopsNow;
  }

  private async stopInTime(): Promise<void> {
    const { clock, stopWithinMs = STOP_WITHIN_MS, onTooLate, onOver } = this.options;
    const graceful = this.callOff().then(() => this.over);
    if (await settlesWithin(clock, graceful, stopWithinMs)) return;
    if (onTooLate !== undefined) onTooLate(stopWithinMs);
    else this.report("stop in time", new StopTimeoutError(`not all has ended ${stopWithinMs} ms after the stop`));
    onOver?.();
    this.giveUp();
  }

  /** Also when one of the loops has failed for good: the others must not go on without it. */
  private async callOff(): Promise<void> {
    this.isStopped = true;
    this.tellStopped();
    this.options.onStop?.();
    await Promise.all(this.options.sources.map((source) => source.callOff()));
  }

  private async takeForEver(source: MessageSource): Promise<void> {
    let failures = 0;
    while (!this.isStopped) {
      try {
        const message = await source.next();
        failures = 0;
        this.outage.over();
        if (message && !(await this.options.take(message))) await this.pause();
      } catch (thrown) {
        if (!this.isStopped) await this.outage.failed(thrown, ++failures);
      }
    }
  }

  private pause(): Promise<void> {
    return Promise.race([this.options.clock.sleep(PAUSE_AFTER_FAILURE_MS), this.stopped]);
  }

  private report(step: string, error: Error): void {
    const { source, onError } = this.options;
    reportFailure(onError, { where: source, step, error, retryInMs: null });
  }
}

/** Whether the server says that it was deleted; one that cannot say (a leader is being chosen) is asked again later. */
async function isGone(js: JetStreamClient, stream: string, consumers: readonly string[]): Promise<boolean> {
  try {
    for (const consumer of consumers) await js.consumers.get(stream, consumer);
    return false;
  } catch (thrown) {
    return isRefusal(thrown, Refusal.StreamNotFound, Refusal.ConsumerNotFound);
  }
}
