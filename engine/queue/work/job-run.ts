import type { Clock } from "../../clock/clock.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { EventId } from "../../trace/event.ts";
import type { Probe } from "../../trace/probe.ts";
import { RunTimeoutError } from "../errors.ts";
import type { Held, RunContext } from "./received-job.ts";

/** What keeps a job at its worker: its visibility timeout. */
export type Lease = {
  readonly clock: Clock;
  readonly probe: Probe;
  /** The visibility timeout: how long the job stays at a worker that gives no sign of life. */
  readonly leaseMs: number;
};

/** Asks the server for another visibility timeout from now. It is not confirmed: if it is lost, the job is redelivered. */
export function extend({ clock, probe, leaseMs }: Lease, held: Held, cause: EventId, progress?: JsonValue): void {
  const said = progress === undefined ? {} : { progress };
  const deadline = clock.now() + leaseMs;
  held.leaseUntil = deadline;
  probe.record({ type: "job-in-progress", ...held.delivery, deadline, ...said }, cause);
  held.message.working();
}

export type RunOptions = Lease & {
  readonly held: Held;
  readonly cause: EventId;
  readonly token: number | null;
  /** Extends the visibility timeout automatically at this interval; null: only the handler does. */
  readonly heartbeatMs: number | null;
  /** Ends the run after this time, even if its handler has not ended; null: the run ends with its handler. */
  readonly timeoutMs: number | null;
  /** Called when the handler reports its progress. */
  readonly onProgress: (progress: JsonValue) => Promise<void>;
  readonly attempts: () => Promise<number>;
};

/**
 * A handler's run, with the functions that the handler may call. After the run has ended they do nothing, and the handler's own
 * end is ignored.
 */
export class Run {
  readonly context: RunContext;
  private readonly options: RunOptions;
  private controller: AbortController | null = null;
  private abandonedFor: Error | null = null;
  private heartbeat: ReturnType<Clock["setTimeout"]> | undefined;
  private alarm: ReturnType<Clock["setTimeout"]> | undefined;
  private over = false;
  private late: RunTimeoutError | null = null;

  constructor(options: RunOptions) {
    this.options = options;
    const { cause, token, attempts } = options;
    const getSignal = () => this.getSignal();
    const progress = (value?: JsonValue) => this.progress(value);
    this.context = {
      cause,
      token,
      progress,
      attempts,
      get signal() {
        return getSignal();
      },
    };
    this.beatLater();
  }

  get isOver(): boolean {
    return this.over;
  }

  /** The error with which `within` has rejected. */
  get timedOut(): RunTimeoutError | null {
    return this.late;
  }

  /** Settles as the handler does; rejects with RunTimeoutError if the handler does not end in time. */
  within<T>(running: Promise<T>): Promise<T> {
    const { timeoutMs, clock, held } = this.options;
    if (timeoutMs === null) return running;
    const late = new Promise<never>((_, fail) => {
      this.alarm = clock.setTimeout(() => {
        const error = new RunTimeoutError(`${held.delivery.job} did not end within ${timeoutMs} ms (timeoutMs)`);
        this.late = error;
        this.abandon(error);
        fail(error);
      }, timeoutMs);
    });
    return Promise.race([running, late]);
  }

  end(): void {
    this.over = true;
    this.options.clock.clearTimeout(this.heartbeat);
    this.options.clock.clearTimeout(this.alarm);
  }

  /** Ends the run although its handler has not ended; aborts the handler's signal with this reason. */
  abandon(reason: Error): void {
    if (this.over) return;
    this.end();
    this.abandonedFor = reason;
    this.controller?.abort(reason);
  }

  /** Created on demand, because most handlers never use it. */
  private getSignal(): AbortSignal {
    if (this.controller === null) {
      this.controller = new AbortController();
      if (this.abandonedFor !== null) this.controller.abort(this.abandonedFor);
    }
    return this.controller.signal;
  }

  private async progress(value?: JsonValue): Promise<void> {
    if (this.over) return;
    const { onProgress, held, cause } = this.options;
    extend(this.options, held, cause, value);
    if (value !== undefined) await onProgress(value);
  }

  private beatLater(): void {
    const { heartbeatMs, clock, held, cause } = this.options;
    if (heartbeatMs === null) return;
    this.heartbeat = clock.setTimeout(() => {
      extend(this.options, held, cause);
      this.beatLater();
    }, heartbeatMs);
  }
}
