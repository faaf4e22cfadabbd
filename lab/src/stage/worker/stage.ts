import { deadHoldingAt, holdingAt, stateAt } from "../actor/state.ts";
import { workerNode, workerNames } from "../names.ts";
import { isConnected } from "../server/stage.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { countUpTo } from "../trace/sorted.ts";
import type { WorkerFacts } from "./read.ts";
import type { WorkerView } from "./types.ts";

export function workersAt(index: RunIndex & WorkerFacts, atMs: number): { readonly workers: readonly WorkerView[] } {
  const holdings = index.holdings.at(atMs);
  const dead = index.deadHoldings.at(atMs);
  const workers = workerNames(index.source.scenario).map((name): WorkerView => {
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
  return { workers };
}
