import { BadInputError } from "../kernel/errors.ts";
import type { WorkerOptions } from "./worker.ts";

/** @throws BadInputError for a limit of a run that is none */
export function checkRunLimits({ queue, timeoutMs, stopWithinMs, onError }: WorkerOptions): void {
  const where = `the worker of queue ${queue.name}`;
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs >= 1)) {
    throw new BadInputError(
      where,
      `timeoutMs: ${timeoutMs} is no time limit`,
      "Give milliseconds, at least 1, or leave it out.",
    );
  }
  if (stopWithinMs !== undefined && !(stopWithinMs >= 0)) {
    throw new BadInputError(where, `stopWithinMs: ${stopWithinMs} is no time limit`, "Give milliseconds, 0 or more.");
  }
  if (onError !== undefined && typeof onError !== "function") {
    throw new BadInputError(
      where,
      "onError is no function",
      "Give a function that takes an EngineFailure, or leave it out.",
    );
  }
}
