import { FIRST_LEVEL_WITH_DEADLINES } from "../flow/glue/levels.ts";
import { CODE_OF_LEVEL, CODE_OF_ORDER_MACHINE, type CodeSize } from "../flow/glue/meter.ts";
import type { TraceEvent } from "../trace/events.ts";
import { extraParts } from "./flow-stores.ts";
import { allQueues } from "./names.ts";
import type { Scenario } from "./schema.ts";
import { glueLevel, type Design } from "./schema-flow.ts";

/** The moving parts of a design, counted from its plan, its code and a run of it. */
export type Parts = {
  readonly queues: number;
  readonly stores: number;
  /** Kinds of timers that were set, and the sweeper. */
  readonly timers: number;
  readonly code: CodeSize;
  readonly messagesPerOrder: number;
  readonly writesPerOrder: number;
  /** Places that had to be looked at to say where an order is; null if nobody asked. */
  readonly lookUps: number | null;
};

/** `scenario` is resolved: its flow has the design that ran. */
export function partsOf(scenario: Scenario, design: Design, events: readonly TraceEvent[]): Parts {
  const level = glueLevel(design);
  const extra = extraParts(design);
  const timers = new Set(events.flatMap((event) => (event.type === "timer-set" ? [event.timer] : [])));
  const looked = events.find((event) => event.type === "flow-looked-up");
  return {
    queues: allQueues(scenario).length + extra.queues,
    stores: extra.stores,
    timers: timers.size + (level !== null && level >= FIRST_LEVEL_WITH_DEADLINES ? 1 : 0),
    code: level === null ? CODE_OF_ORDER_MACHINE : CODE_OF_LEVEL[level],
    messagesPerOrder: perOrder(events, (event) => event.type === "job-sent"),
    writesPerOrder: perOrder(events, (event) => event.type === "flow-state-saved" && event.where === "store"),
    lookUps: looked?.lookUps ?? null,
  };
}

/** To one decimal. */
function perOrder(events: readonly TraceEvent[], counts: (event: TraceEvent) => boolean): number {
  const orders = new Set(events.flatMap((event) => (event.type === "flow-started" ? [event.flow] : []))).size;
  return orders === 0 ? 0 : Math.round((10 * events.filter(counts).length) / orders) / 10;
}
