import { formatDuration, type JsonValue } from "../../../../engine/views.ts";
import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import { countUpTo } from "../trace/sorted.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import type { ChartStep } from "./types.ts";
import type { Keeping } from "../flow/types.ts";

/**
 * A flow's current states in its machine, from the last state that was saved by the moment. A bare snapshot of XState
 * contains no deadlines: its timers are those that are set in a process's memory.
 */
export type ChartStanding = {
  /** The paths of all active states, parents first. */
  readonly active: readonly string[];
  readonly pending: readonly { readonly step: string; readonly try: number }[];
  readonly deadlines: readonly { readonly name: string; readonly due: number }[];
  /** Where deadlines are stored. In memory, they end with the process. */
  readonly timers: Keeping;
  readonly undo: readonly string[];
  /** Events that could not be handled are parked: the flow is stuck until an operator resumes it. */
  readonly parked: boolean;
  readonly came: ChartStep | null;
};

export const NOWHERE: ChartStanding = {
  active: [],
  pending: [],
  deadlines: [],
  timers: "store",
  undo: [],
  parked: false,
  came: null,
};

export function standingOf({ events, eventTimes, flows }: TraceIndex, flow: string, atMs: number): ChartStanding {
  const past = events.slice(0, countUpTo(eventTimes, atMs));
  const saved = past.findLast(
    (event): event is EventOf<"flow-state-saved"> => event.type === "flow-state-saved" && event.flow === flow,
  );
  if (!saved) return NOWHERE;
  const { value, context, pending, deadlines, parked } = fields(saved.state);
  const undo = fields(context)["undo"];
  return {
    active: activePaths(value),
    pending: list(pending)
      .map(fields)
      .map((one) => ({ step: text(one["step"]), try: Number(one["try"]) })),
    deadlines: deadlines === undefined ? armedFor(flows, flow, atMs) : storedDeadlines(deadlines),
    timers: deadlines === undefined ? "memory" : "store",
    undo: list(undo).map(text),
    parked: list(parked).length > 0,
    came: lastStep(past, flow),
  };
}

function storedDeadlines(deadlines: JsonValue): ChartStanding["deadlines"] {
  return list(deadlines)
    .map(fields)
    .map((one) => ({ name: text(one["name"]), due: Number(one["due"]) }));
}

function armedFor(flows: TraceIndex["flows"], flow: string, atMs: number): ChartStanding["deadlines"] {
  return (flows?.timers ?? [])
    .filter((timer) => timer.flow === flow && timer.from <= atMs && atMs < timer.to)
    .map(({ timer, due }) => ({ name: timer, due }));
}

/** `{fulfilling: {parcel: "shipping"}}` → fulfilling, fulfilling.parcel, fulfilling.parcel.shipping */
function activePaths(value: JsonValue | undefined, above = ""): string[] {
  const below = (key: string) => (above === "" ? key : `${above}.${key}`);
  if (typeof value === "string") return [below(value)];
  return Object.entries(fields(value)).flatMap(([key, inner]) => [below(key), ...activePaths(inner, below(key))]);
}

function lastStep(past: readonly TraceEvent[], flow: string): ChartStep | null {
  const step = past.findLast(
    (event): event is EventOf<"machine-state-changed"> => event.type === "machine-state-changed" && event.flow === flow,
  );
  if (!step) return null;
  const [from, to] = [paths(step.from), paths(step.to)];
  return {
    from: from.filter((path) => !to.includes(path)),
    to: to.filter((path) => !from.includes(path)),
    by: plainDelay(step.by),
    at: step.at,
  };
}

/** 'after 2000 in order.waiting' → 'after 2 s' */
function plainDelay(by: string): string {
  const [, delayMs] = /^after (\d+) in /.exec(by) ?? [];
  return delayMs === undefined ? by : `after ${formatDuration(Number(delayMs))}`;
}

const paths = (joined: string): string[] => joined.split(" & ").filter((path) => path !== "");

type Fields = { readonly [field: string]: JsonValue | undefined };

function fields(value: JsonValue | undefined): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

const text = (value: JsonValue | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
