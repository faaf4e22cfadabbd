import { FIRST_LEVEL_WITH_DEADLINES } from "../../flow/glue/levels.ts";
import {
  CODE_OF_LEVEL,
  CODE_OF_NAIVE_XSTATE,
  CODE_OF_ONE_STEP_MACHINE,
  CODE_OF_ORDER_MACHINE,
  CODE_OF_SECOND_CARRIER_MACHINE,
  type CodeSize,
} from "../../flow/glue/meter.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { extraParts } from "../parts/flow/stores.ts";
import { allQueues } from "../names.ts";
import type { Scenario } from "../schema.ts";
import { glueLevel, type FlowKind } from "../parts/flow/schema.ts";

/** The moving parts of a design, counted from its plan, its code and a run of it. */
export type Parts = {
  readonly queues: number;
  readonly stores: number;
  /** Kinds of timers that were set, and the sweeper if there is one. */
  readonly timers: number;
  readonly code: CodeSize;
  readonly messagesPerOrder: number;
  readonly writesPerOrder: number;
  /** Streams and tables that had to be searched to say where an order is; null if the scenario does not ask. */
  readonly lookUps: number | null;
};

/** `scenario` is resolved: its flow has the design that ran. Without a flow there is only the queue. */
export function partsOf(scenario: Scenario, events: readonly TraceEvent[]): Parts {
  const { flow } = scenario;
  const level = flow ? glueLevel(flow.design) : null;
  const extra = flow ? extraParts(flow.design) : { queues: 0, stores: 0 };
  const timers = new Set(events.flatMap((event) => (event.type === "timer-set" ? [event.timer] : [])));
  const looked = events.find((event) => event.type === "flow-looked-up");
  return {
    queues: allQueues(scenario).length + extra.queues,
    stores: extra.stores,
    timers: timers.size + (level !== null && level >= FIRST_LEVEL_WITH_DEADLINES ? 1 : 0),
    code: codeOf(flow),
    messagesPerOrder: perOrder(events, (event) => event.type === "job-sent"),
    writesPerOrder: perOrder(events, (event) => event.type === "flow-state-saved" && event.where === "store"),
    lookUps: looked?.lookUps ?? null,
  };
}

function codeOf(flow: Scenario["flow"]): CodeSize {
  if (flow === undefined) return NO_CODE;
  const level = glueLevel(flow.design);
  if (level !== null) return CODE_OF_LEVEL[level];
  const { lines, paths } = CODE_OF_MACHINE[flow.kind];
  if (flow.design === "orchestrated") return { lines, paths };
  return { lines: lines + CODE_OF_NAIVE_XSTATE.lines, paths: paths + CODE_OF_NAIVE_XSTATE.paths };
}

/** Code beside the worker, which every design has. */
const NO_CODE: CodeSize = { lines: 0, paths: 0 };
const CODE_OF_MACHINE: { readonly [kind in FlowKind]: CodeSize } = {
  order: CODE_OF_ORDER_MACHINE,
  "one-step": CODE_OF_ONE_STEP_MACHINE,
  "second-carrier": CODE_OF_SECOND_CARRIER_MACHINE,
};

/** Events per order, to one decimal; per request if no flow was started. */
function perOrder(events: readonly TraceEvent[], counts: (event: TraceEvent) => boolean): number {
  const flows = new Set(events.flatMap((event) => (event.type === "flow-started" ? [event.flow] : []))).size;
  const orders = flows > 0 ? flows : new Set(requestsIn(events)).size;
  return orders === 0 ? 0 : Math.round((10 * events.filter(counts).length) / orders) / 10;
}

function requestsIn(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) => (event.type === "request-sent" ? [event.request] : []));
}
