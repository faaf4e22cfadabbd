import type { JsonValue } from "../../../../engine/views.ts";
import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import type { RunRecords } from "../trace/run-index.ts";
import type { Keeping } from "./types.ts";

/**
 * The tables and timers of coordinators, read from what they recorded.
 *
 * F1  Content in memory belongs to one incarnation and ends with it. Content in a store belongs to all of them.
 * F2  A timer is unique within its flow (and, in memory, within its incarnation): setting it again replaces it.
 * F3  A stored deadline of an ended flow is no longer handled.
 */
export type SaveRecord = {
  readonly flow: string;
  readonly where: Keeping;
  readonly actor: string;
  readonly incarnation: number;
  readonly at: number;
  readonly revision: number | null;
  /** Null: it was removed. */
  readonly state: JsonValue;
};
export type TimerRecord = {
  readonly flow: string;
  readonly timer: string;
  readonly where: Keeping;
  readonly actor: string;
  readonly incarnation: number;
  readonly due: number;
  readonly from: number;
  /** When it was cleared, fired, replaced or lost; Infinity while it is set. */
  readonly to: number;
  readonly wiped: boolean;
};
export type FlowRecords = {
  /** By flow, in the order in which they were saved. */
  readonly saves: ReadonlyMap<string, readonly SaveRecord[]>;
  readonly timers: readonly TimerRecord[];
  /** The design that each coordinator reports. */
  readonly designs: ReadonlyMap<string, string>;
  readonly orchestrators: ReadonlySet<string>;
  /** How each flow ended, and when that was first recorded. */
  readonly endings: ReadonlyMap<string, { readonly at: number; readonly outcome: string }>;
  /** When something was first recorded of each flow, and when it first went back. */
  readonly begun: ReadonlyMap<string, number>;
  readonly wentBack: ReadonlyMap<string, number>;
  /** Where tables are kept in this run. */
  readonly keeps: Keeping;
};

/** The state of coordinators; null without a flow. */
export type FlowFacts = { readonly flows: FlowRecords | null };

export function readFlows({ source, events }: RunRecords): FlowFacts {
  return { flows: source.scenario.flow ? recordsIn(events) : null };
}

function recordsIn(events: readonly TraceEvent[]): FlowRecords {
  const reader = new FlowReader();
  for (const event of events) reader.read(event);
  return reader;
}

type Timer = { -readonly [K in keyof TimerRecord]: TimerRecord[K] };

class FlowReader implements FlowRecords {
  readonly saves = new Map<string, SaveRecord[]>();
  readonly timers: Timer[] = [];
  readonly designs = new Map<string, string>();
  readonly orchestrators = new Set<string>();
  readonly endings = new Map<string, { readonly at: number; readonly outcome: string }>();
  readonly begun = new Map<string, number>();
  readonly wentBack = new Map<string, number>();
  keeps: Keeping = "memory";
  private readonly armed = new Map<string, Timer>();

  read(event: TraceEvent): void {
    if ("flow" in event) noteFirst(this.begun, event.flow, event.at);
    if (event.type === "flow-compensating") noteFirst(this.wentBack, event.flow, event.at);
    if (event.type === "actor-started" && event.role === "orchestrator") this.orchestrator(event.actor);
    else if (event.type === "actor-crashed" || event.type === "actor-stopped") this.wipe(event);
    else if (event.type === "flow-started") this.designs.set(event.actor, event.design);
    else if (event.type === "flow-state-saved") this.save(event, event.state, event.revision);
    else if (event.type === "flow-forgotten") this.save(event, null, null);
    else if (event.type === "timer-set") this.arm(event);
    else if (event.type === "timer-cleared" || event.type === "timer-fired") this.disarm(keyOf(event), event.at);
    else if (event.type === "flow-ended") this.end(event);
  }

  /** Its state is stored, also while there is none yet. */
  private orchestrator(actor: string): void {
    this.orchestrators.add(actor);
    this.keeps = "store";
  }

  private end({ flow, at, outcome }: EventOf<"flow-ended">): void {
    if (!this.endings.has(flow)) this.endings.set(flow, { at, outcome });
    this.disarmStored(flow, at);
  }

  private save(
    { flow, where, actor, incarnation, at }: EventOf<"flow-state-saved"> | EventOf<"flow-forgotten">,
    state: JsonValue,
    revision: number | null,
  ): void {
    if (where === "store") this.keeps = "store";
    const saves = this.saves.get(flow) ?? [];
    saves.push({ flow, where, actor, incarnation, at, revision, state });
    this.saves.set(flow, saves);
  }

  private arm(event: EventOf<"timer-set">): void {
    const { flow, timer, where, actor, incarnation, due, at } = event;
    const key = keyOf(event);
    this.disarm(key, at);
    const record: Timer = { flow, timer, where, actor, incarnation, due, from: at, to: Infinity, wiped: false };
    this.timers.push(record);
    this.armed.set(key, record);
  }

  private disarm(key: string, at: number): void {
    const timer = this.armed.get(key);
    if (timer) timer.to = at;
    this.armed.delete(key);
  }

  private disarmStored(flow: string, at: number): void {
    for (const [key, timer] of this.armed) {
      if (timer.flow === flow && timer.where === "store") this.disarm(key, at);
    }
  }

  private wipe({ actor, incarnation, at, type }: EventOf<"actor-crashed"> | EventOf<"actor-stopped">): void {
    for (const [key, timer] of this.armed) {
      if (timer.where === "store" || timer.actor !== actor || timer.incarnation !== incarnation) continue;
      timer.wiped = type === "actor-crashed";
      this.disarm(key, at);
    }
  }
}

function noteFirst(times: Map<string, number>, flow: string, at: number): void {
  if (!times.has(flow)) times.set(flow, at);
}

type OfTimer = EventOf<"timer-set"> | EventOf<"timer-cleared"> | EventOf<"timer-fired">;

function keyOf({ flow, timer, where, actor, incarnation }: OfTimer): string {
  return where === "store" ? `${flow}|${timer}` : `${actor}/${incarnation}|${flow}|${timer}`;
}
