import { leaseAt } from "../trace/lease.ts";
import type { DeadHolding, Holding } from "../trace/holdings.ts";
import type { IncarnationRecord, PauseRecord } from "../trace/records.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { HeldView, HoldingState, HoldingView, WorkerState } from "./types.ts";

/** The state of any actor at a moment, and what it has in hand. */

export function stateAt(
  life: IncarnationRecord | undefined,
  busy: boolean,
  atMs: number,
  pauses: readonly PauseRecord[] = [],
): WorkerState {
  if (!life) return "starting";
  if (life.ended && life.ended.at <= atMs) return life.ended.type === "actor-crashed" ? "crashed" : "stopped";
  if (pauses.some(({ from, to }) => from <= atMs && atMs < to)) return "paused";
  return busy ? "working" : "idle";
}

export function holdingAt({ message, delivery }: Holding, atMs: number): HoldingView {
  const { at: deliveredAt, attempt } = delivery.delivered;
  const { from, until: deadline } = leaseAt(delivery, atMs);
  const remainingMs = Math.max(0, deadline - atMs);
  const startedAt = delivery.started?.at ?? Infinity;
  return {
    job: message.job,
    attempt,
    streamSequence: message.streamSequence,
    state: holdingState(delivery, atMs),
    deliveredAt,
    deadline,
    remainingMs,
    remainingShare: deadline > from ? remainingMs / (deadline - from) : 0,
    runningForMs: startedAt <= atMs ? atMs - startedAt : null,
    poison: message.poison,
    expired: delivery.expired !== null && delivery.expired.at <= atMs,
  };
}

function holdingState(
  { rateLimited, started, deadLetterLeftAt, ackSent }: Holding["delivery"],
  atMs: number,
): HoldingState {
  if (atMs >= deadLetterLeftAt) return "dead-lettering";
  if (ackSent && ackSent.at <= atMs) return "acking";
  if (started && started.at <= atMs) return "running";
  return rateLimited && rateLimited.at <= atMs ? "awaiting-turn" : "prefetched";
}

export function deadHoldingAt({ message, delivery }: DeadHolding, atMs: number): HeldView {
  // The deadline that the queue knows, not when the delivery really ended: only that is known at this moment.
  const { until } = leaseAt(delivery, atMs);
  return { job: message.job, until, remainingMs: Math.max(0, until - atMs) };
}

export function isPausedAt({ pauses }: RunIndex, actor: string, atMs: number): boolean {
  return pauses.get(actor)?.some(({ from, to }) => from <= atMs && atMs < to) === true;
}

/** An actor's incarnations that have crashed, the last one last. */
export function crashesOf({ incarnations }: RunIndex, actor: string, atMs: number): IncarnationRecord[] {
  const lives = incarnations.get(actor) ?? [];
  return lives.filter(({ ended }) => ended?.type === "actor-crashed" && ended.at <= atMs);
}
