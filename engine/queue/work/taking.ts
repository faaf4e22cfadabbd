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

/** The time that Kubernetes waits between SIGTERM and SIGKILL. */
const STOP_WITHIN_MS = 30_000;
const PAUSE_AFTER_FAILURE_MS = 500;

export type TakingOptions = {
  /** The source's name in errors: `queue jobs`. */
  readonly source: string;
  readonly stream: string;
  readonly consumers: readonly string[];
  readonly clock: Clock;
  /** One source for each message that may be in hand at once. */
  readonly sources: readonly MessageSource[];
  /** Resolves to false if it failed, after it has reported the failure; the next message is then taken a little later. */
  readonly take: (message: JobMessage) => Promise<boolean>;
  readonly onError?: OnError | undefined;
  /** How long `stop` waits for what is running; 30,000 by default. */
  readonly stopWithinMs?: number | undefined;
  /** Called when the connection is back: what was on its way may be lost. */
  readonly onReconnect?: () => void;
  /** Called at the stop: what waits in memory need not wait any longer. */
  readonly onStop?: () => void;
  /** Called if running work has not ended in time; it then reports the failure itself. */
  readonly onTooLate?: (afterMs: number) => void;
  /** Called when nothing runs any more and nothing is awaited. */
  readonly onOver?: () => void;
};

/**
 * Takes messages until it is stopped: the common part of a queue's workers and a log's readers.
 *
 * TK1  It goes on through any outage of the server (OU1). It ends by itself only if its source was deleted, its connection was
 *      closed, or its user may not pull or acknowledge; `ended` then rejects with the reason.
 * TK2  `stop` resolves when all running work has ended, or after its time limit. It never rejects, because the reason of a
 *      failure is of no use to a program that is shutting down.
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
      onReconnect: () => {
        new Set(sources).forEach((source) => source.reconnected?.());
        options.onReconnect?.();
      },
    });
    const loops = sources.map((source) => this.takeForEver(source));
    this.over = Promise.allSettled(loops).then(() => {
      watch.end();
      options.onOver?.();
    });
    const tooLate = new Promise<void>((tell) => (this.giveUp = tell));
    this.ended = Promise.race([Promise.all(loops).then(() => undefined), denied, tooLate]);
    // Callers that await `ended` see the error; if nobody does, it must not crash the process.
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

  /** Called also when one of the loops has failed for good: the others must not go on without it. */
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

/** Whether the server says that the source was deleted; if it cannot say (during an election), it is asked again later. */
async function isGone(js: JetStreamClient, stream: string, consumers: readonly string[]): Promise<boolean> {
  try {
    for (const consumer of consumers) await js.consumers.get(stream, consumer);
    return false;
  } catch (thrown) {
    return isRefusal(thrown, Refusal.StreamNotFound, Refusal.ConsumerNotFound);
  }
}
