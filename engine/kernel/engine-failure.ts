/**
 * A failure of one of the engine's own steps for which no caller was waiting: in a worker's loop, a log reader or an
 * orchestrator. Every part reports such failures to the same `onError` option, and records the trace event
 * `engine-step-failed`.
 */
export type EngineFailure = {
  /** The part and the work that it was doing: `queue mails, job mail-1`. */
  readonly where: string;
  /** The step that failed, as an infinitive: `store the result`. */
  readonly step: string;
  readonly error: Error;
  /** Milliseconds until the engine tries again; null: it does not. */
  readonly retryInMs: number | null;
};

/** Called for each failure, from inside the engine, so it must return quickly. Its exceptions are ignored. */
export type OnError = (failure: EngineFailure) => void;

/** Reports a failure. Never throws, even if the hook does, because the engine must continue. */
export function reportFailure(onError: OnError | undefined, failure: EngineFailure): void {
  try {
    onError?.(failure);
  } catch {
    // There is no other channel to report this exception.
  }
}

/** One line for people: where, which step, what happens next, and the cause. */
export function failureText({ where, step, error, retryInMs }: EngineFailure): string {
  const next = retryInMs === null ? "no retry" : `retry in ${retryInMs} ms`;
  return `${where}: could not ${step} (${next}): ${error.message}`;
}
