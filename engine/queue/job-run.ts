import type { Clock } from "../clock/clock.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { EventId } from "../trace/event.ts";
import type { Probe } from "../trace/probe.ts";
import type { Received, RunContext } from "./received-job.ts";

/** What keeps a job at its worker. */
export type Lease = {
  readonly clock: Clock;
  readonly probe: Probe;
  /** How long the job stays at a worker that says nothing. */
  readonly leaseMs: number;
};

/** Asks the server for another visibility timeout from now. Unconfirmed: a lost one shows as a redelivery. */
export function extend(
  { clock, probe, leaseMs }: Lease,
  received: Received,
  cause: EventId,
  progress?: JsonValue,
): void {
  const said = progress === undefined ? {} : { progress };
  const deadline = clock.now() + leaseMs;
  probe.record({ type: "job-in-progress", ...received.delivery, deadline, ...said }, cause);
  received.message.working();
}

export type RunOptions = Lease & {
  readonly received: Received;
  readonly cause: EventId;
  readonly token: number | null;
  /** Extends the lease so often by itself; null: only the handler does. */
  readonly heartbeatMs: number | null;
  /** Told of what the handler says of its progress. */
  readonly onProgress: (progress: JsonValue) => Promise<void>;
};

/** A handler's run: what it may call while it is at it. Whatever it calls after its end does nothing. */
export function beginRun(options: RunOptions): { readonly context: RunContext; end(): void } {
  const { clock, received, cause, token, heartbeatMs } = options;
  let isOver = false;
  let timer: ReturnType<Clock["setTimeout"]> | undefined;
  const beat = () => {
    extend(options, received, cause);
    wait();
  };
  const wait = () => {
    if (heartbeatMs !== null) timer = clock.setTimeout(beat, heartbeatMs);
  };
  wait();
  const progress = async (value?: JsonValue) => {
    if (isOver) return;
    extend(options, received, cause, value);
    if (value !== undefined) await options.onProgress(value);
  };
  const end = () => {
    isOver = true;
    clock.clearTimeout(timer);
  };
  return { context: { cause, token, progress }, end };
}
