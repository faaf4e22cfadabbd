import { type OnError, reportFailure } from "../../kernel/engine-failure.ts";
import { thrownText } from "../../kernel/thrown-text.ts";
import type { EventId } from "../../trace/event.ts";
import type { Lease } from "./job-run.ts";
import type { Held } from "./received-job.ts";

export type FailureContext = Pick<Lease, "clock" | "probe" | "leaseMs"> & { readonly onError: OnError | undefined };

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/**
 * Handles a failure of the engine's own step, for which the handler is not to blame: records it, reports it, and delays the
 * job. If the worker has lost the job by now it does not send a nak, because that would affect the worker that has the job.
 */
export function stepFailed(context: FailureContext, held: Held, thrown: unknown, cause: EventId): void {
  const { clock, probe } = context;
  const { message, delivery, step, leaseUntil, settled } = held;
  held.run?.abandon(toError(thrown));
  const leftMs = Math.max(0, leaseUntil - clock.now());
  const isLeft = settled !== "no" || leftMs === 0;
  const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (delivery.attempt - 1));
  const retryInMs = settled === "gone" ? null : isLeft ? leftMs : delayMs;
  const failed = tellFailed(context, held, step, thrown, retryInMs, cause);
  if (isLeft) return;
  probe.record({ type: "job-nacked", ...delivery, delayMs, reason: "engine-failed" }, failed);
  try {
    message.nak(delayMs);
  } catch {
    // The connection is closed: the job is redelivered after its visibility timeout.
  }
}

/** Records and reports a step that failed. */
export function tellFailed(
  { probe, onError }: Pick<FailureContext, "probe" | "onError">,
  { delivery }: Pick<Held, "delivery">,
  step: string,
  thrown: unknown,
  retryInMs: number | null,
  cause: EventId,
): EventId {
  const { queue, job } = delivery;
  const where = `queue ${queue}, job ${job}`;
  const error = thrownText(thrown);
  const failed = probe.record({ type: "engine-step-failed", where, step, error, retryInMs, job }, cause);
  reportFailure(onError, { where, step, error: toError(thrown), retryInMs });
  return failed;
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(thrownText(thrown));
}
