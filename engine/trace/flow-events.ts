import type { JsonValue } from "../kernel/json.ts";

/**
 * What happens to a flow, a business transaction in several steps: the same words for queue glue and for an
 * orchestrator, so that both can be laid side by side. `flow` names it: in the lab, the order. A step is named by the
 * action that was commanded; undoing a step is a step as well.
 */
export type FlowEvent =
  | ({ readonly type: "flow-started"; readonly design: string } & OfFlow)
  /** A command to a service was decided upon; its `job-sent` follows. `try` counts from 1. */
  | ({ readonly type: "step-commanded"; readonly queue: string; readonly job: string } & OfStep)
  | ({ readonly type: "step-done" } & OfStep)
  /** The service said no: a business answer, not a breakdown. */
  | ({ readonly type: "step-failed"; readonly reason: string } & OfStep)
  /** No answer in time; what the service did nobody knows. */
  | ({ readonly type: "step-timed-out" } & OfStep)
  /** The flow goes back: what was done is to be undone, in this order. */
  | ({ readonly type: "flow-compensating"; readonly because: string; readonly undo: readonly string[] } & OfFlow)
  /** What the flow itself believes of its end. */
  | ({ readonly type: "flow-ended"; readonly outcome: FlowOutcome } & OfFlow)
  /** The flow knows that it cannot go on by itself. */
  | ({ readonly type: "flow-stuck"; readonly reason: string } & OfFlow)
  /** The flow's state as it stands from now on: in memory it dies with its process. */
  | ({
      readonly type: "flow-state-saved";
      readonly where: Keeping;
      /** The store's revision; null in memory. */
      readonly revision: number | null;
      readonly state: JsonValue;
    } & OfFlow)
  /** Its state was removed. */
  | ({ readonly type: "flow-forgotten"; readonly where: Keeping } & OfFlow)
  | ({ readonly type: "timer-set"; readonly due: number } & OfTimer)
  | ({ readonly type: "timer-cleared" } & OfTimer)
  | ({ readonly type: "timer-fired" } & OfTimer)
  /** A statechart went from one state to another; nested states are dotted, parallel ones joined by ` & `. */
  | ({
      readonly type: "machine-state-changed";
      readonly from: string;
      readonly to: string;
      readonly by: string;
    } & OfFlow)
  /** Something arrived for a flow that does not wait for it: recorded and dropped. */
  | ({ readonly type: "flow-event-dropped"; readonly event: string; readonly reason: string } & OfFlow)
  /** Somebody asked 'where is this order?': how many places had to be looked at, and what was found. */
  | ({ readonly type: "flow-looked-up"; readonly lookUps: number; readonly found: string } & OfFlow);

export type FlowOutcome = "completed" | "cancelled";
/** In a process's memory, or in a store that survives it. */
export type Keeping = "memory" | "store";
type OfFlow = { readonly flow: string };
type OfStep = OfFlow & { readonly step: string; readonly try: number };
/** `timer` is unique within its flow while it is set. */
type OfTimer = OfFlow & { readonly timer: string; readonly where: Keeping };
