import { leaseAt } from "../trace/lease.ts";
import type { IncarnationRecord, PauseRecord } from "../trace/records.ts";
import { isConnected } from "../server/stage.ts";
import { countUpTo } from "../trace/sorted.ts";
import { workerNode, workerNames } from "../topology.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import type { HoldingState, HoldingView, WorkerState, WorkerView } from "../types.ts";
import type { DeadHolding, Holding } from "./spans.ts";

export function workersAt(index: TraceIndex, atMs: number): WorkerView[] {
  const holdings = index.holdings.at(atMs);
  const dead = index.deadHoldings.at(atMs);
  return workerNames(index.source.scenario).map((name) => {
    const holding = holdings.filter(({ worker }) => worker === name).map((held) => holdingAt(held, atMs));
    const life = (index.incarnations.get(name) ?? []).findLast(({ started }) => started.at <= atMs);
    const state = stateAt(life, holding.length > 0, atMs, index.pauses.get(name));
    return {
      node: workerNode(name),
      name,
      incarnation: life?.incarnation ?? 0,
      state,
      connected: isConnected(index, name, atMs),
      holding,
      crashedAt: state === "crashed" ? (life?.ended?.at ?? null) : null,
      heldByTheDead: dead.filter(({ worker }) => worker === name).map((held) => deadHoldingAt(held, atMs)),
      done: countUpTo(index.doneTimes.get(name) ?? [], atMs),
      leftUndone: countUpTo(index.undoneTimes.get(name) ?? [], atMs),
      runs: countUpTo(index.runTimes.get(name) ?? [], atMs),
    };
  });
}

export function stateAt(
  life: IncarnationRecord | undefined,
  busy: boolean,
  atMs: number,
  pauses: readonly PauseRecord[] = [],
): WorkerState {
  if (!life) return "starting";
  if (life.ended && life.ended.at <= atMs) return life.ended.type === "actor-crashed" ? "crashed" : "stopped";
  if (pauses.some(({ from, to }) => from <= atMs && atMs < to)) return "frozen";
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

export function deadHoldingAt({ message, delivery }: DeadHolding, atMs: number): WorkerView["heldByTheDead"][number] {
  // What the queue was promised, not when it happened to be over: that is what can be known at this moment.
  const { until } = leaseAt(delivery, atMs);
  return { job: message.job, until, remainingMs: Math.max(0, until - atMs) };
}
