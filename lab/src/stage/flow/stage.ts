import { crashesOf, deadHoldingAt, holdingAt, stateAt } from "../actor/state.ts";
import { flowRow } from "./flow-row.ts";
import type { FlowFacts, FlowRecords, SaveRecord, TimerRecord } from "./read.ts";
import type { IncarnationRecord } from "../trace/records.ts";
import { countUpTo } from "../trace/sorted.ts";
import { coordinatorNode, STORE_NODE } from "../names.ts";
import { coordinatorNames } from "../../../../engine/views.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { CoordinatorView, FlowRowView, StoreView, TimerView } from "./types.ts";

export type FlowStage = {
  readonly coordinators: readonly CoordinatorView[];
  /** Null if this run stores nothing. */
  readonly store: StoreView | null;
};

export function flowAt(index: RunIndex & FlowFacts, atMs: number): FlowStage {
  return { coordinators: coordinatorsAt(index, atMs), store: storeAt(index, atMs) };
}

/** The coordinators, with their tables and timers at a moment. */
export function coordinatorsAt(index: RunIndex & FlowFacts, atMs: number): CoordinatorView[] {
  const { flows } = index;
  return flows ? coordinatorNames(index.source.scenario).map((name) => coordinatorAt(index, flows, name, atMs)) : [];
}

function storeAt({ flows }: FlowFacts, atMs: number): StoreView | null {
  if (flows?.keeps !== "store") return null;
  const rows = rowsAt(flows, atMs, ({ where }) => where === "store");
  return { node: STORE_NODE, rows: rows.length, underWay: rows.filter(({ ended }) => ended === null).length };
}

function coordinatorAt(index: RunIndex & FlowFacts, flows: FlowRecords, name: string, atMs: number): CoordinatorView {
  const life = (index.incarnations.get(name) ?? []).findLast(({ started }) => started.at <= atMs);
  const holding = index.holdings.at(atMs).filter(({ worker }) => worker === name);
  const state = stateAt(life, holding.length > 0, atMs, index.pauses.get(name));
  // A process that shut down cleanly is shown with its last state.
  const alive = state !== "crashed" && life !== undefined;
  const mortal = alive && state !== "stopped";
  const isOf = (record: SaveRecord | TimerRecord, one: IncarnationRecord | undefined) =>
    record.actor === name && record.incarnation === one?.incarnation;
  const known = (record: SaveRecord | TimerRecord) => record.where === "store" || (alive && isOf(record, life));
  const rows = rowsAt(flows, atMs, known);
  const crashes = crashesOf(index, name, atMs);
  const timers = flows.timers.filter((timer) => timer.from <= atMs && atMs < timer.to && known(timer));
  return {
    node: coordinatorNode(name),
    name,
    kind: flows.orchestrators.has(name) ? "orchestrator" : "coordinator",
    design: flows.designs.get(name) ?? index.source.scenario.flow?.design ?? "",
    incarnation: life?.incarnation ?? 0,
    state,
    crashedAt: state === "crashed" ? (life?.ended?.at ?? null) : null,
    keeps: flows.keeps,
    flows: rows,
    timers: timers.map((timer) => timerAt(timer, atMs)).sort((a, b) => a.due - b.due),
    wiped: crashes.length === 0 ? null : wipedBy(flows, name, crashes.at(-1)),
    forgotten: forgottenBy(flows, name, crashes, rows),
    mortal: {
      flows: mortal ? rows.filter(({ where, ended }) => where === "memory" && ended === null).length : 0,
      timers: mortal ? timers.filter(({ where }) => where === "memory").length : 0,
    },
    holding: holding.map((held) => holdingAt(held, atMs)),
    heldByTheDead: index.deadHoldings
      .at(atMs)
      .filter(({ worker }) => worker === name)
      .map((held) => deadHoldingAt(held, atMs)),
    runs: countUpTo(index.runTimes.get(name) ?? [], atMs),
  };
}

/** The last known state of each flow, in the order in which the flows began. */
function rowsAt(flows: FlowRecords, atMs: number, known: (save: SaveRecord) => boolean): FlowRowView[] {
  return [...flows.saves.values()].flatMap((saves) => {
    const last = saves.findLast((save) => save.at <= atMs && known(save));
    return last && last.state !== null ? [withEnding(flows, last)] : [];
  });
}

/**
 * The row of a statechart has no field for the end: its machine is in a final state, and the event that ended the flow
 * says so.
 */
function withEnding({ endings }: FlowRecords, last: SaveRecord): FlowRowView {
  const row = flowRow(last);
  const ending = endings.get(last.flow);
  return row.state !== null && ending && ending.at <= last.at ? { ...row, ended: ending.outcome } : row;
}

function forgottenBy(
  flows: FlowRecords,
  name: string,
  crashes: readonly IncarnationRecord[],
  rows: readonly FlowRowView[],
): string[] {
  const wiped = new Set(crashes.flatMap((life) => wipedBy(flows, name, life).flows));
  return [...wiped].filter((order) => !rows.some(({ flow }) => flow === order));
}

function wipedBy(
  flows: FlowRecords,
  name: string,
  life: IncarnationRecord | undefined,
): NonNullable<CoordinatorView["wiped"]> {
  const at = life?.ended?.at;
  if (life === undefined || at === undefined) return { flows: [], timers: 0 };
  const mine = (record: SaveRecord | TimerRecord) =>
    record.where === "memory" && record.actor === name && record.incarnation === life.incarnation;
  const rows = rowsAt(flows, at, mine).filter(({ ended }) => ended === null);
  return {
    flows: rows.map(({ flow }) => flow),
    timers: flows.timers.filter((timer) => timer.wiped && timer.to === at && mine(timer)).length,
  };
}

function timerAt({ flow, timer, where, due }: TimerRecord, atMs: number): TimerView {
  return { flow, timer, where, due, remainingMs: Math.max(0, due - atMs) };
}
