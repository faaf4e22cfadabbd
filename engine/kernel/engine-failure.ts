/**
 * The error channel: how the engine reports a step of its own that failed while no caller was waiting for it (in a worker's
 * loop, a log reader, an orchestrator). Every part takes the same `onError` in its options, and records the trace event
 * `engine-step-failed` beside it.
 */
export type EngineFailure = {
  /** The part and what it was at: `queue mails, job mail-1`. */
  readonly where: string;
  /** What the engine wanted to do: `store the result`. */
  readonly step: string;
  readonly error: Error;
  /** When the engine tries again, in milliseconds; null: it does not. */
  readonly retryInMs: number | null;
};

/** Called for each failure, from inside the engine: it must return quickly. What it throws is ignored. */
export type OnError = (failure: EngineFailure) => void;

/** Reports a failure. Does not throw, whatever the hook does: the engine must go on. */
export function reportFailure(onError: OnError | undefined, failure: EngineFailure): void {
  try {
    onError?.(failure);
  } catch {
    // A hook that throws has nobody left to tell.
  }
}

/** One line for people: what failed, where, why, and what happens next. */
export function failureText({ where, step, error, retryInMs }: EngineFailure): string {
  const next = retryInMs === null ? "not tried again" : `tried again in ${retryInMs} ms`;
  return `${where}: could not ${step} (${next}): ${error.message}`;
}
