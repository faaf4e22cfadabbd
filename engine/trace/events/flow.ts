import type { JsonValue } from "../../kernel/json.ts";
import { family } from "../family.ts";
import { formatCount, formatDuration, formatMs } from "../format.ts";

/**
 * Events of a flow, which is a business transaction in several steps. Queue glue and an orchestrator record the same
 * events, so that both designs can be compared. `flow` is its name: in the lab, the order. A step is named after the
 * commanded action; a compensation is a step too.
 */
export type FlowEvent =
  | ({ readonly type: "flow-started"; readonly design: string } & OfFlow)
  /** The flow decided to command a service; the command's `job-sent` follows. `try` counts from 1. */
  | ({ readonly type: "step-commanded"; readonly queue: string; readonly job: string } & OfStep)
  | ({ readonly type: "step-done" } & OfStep)
  /** The service refused the step: a business answer, not a technical failure. */
  | ({
      readonly type: "step-failed";
      readonly reason: string;
      /** The command ended without an answer. It is unknown which part of it was done. */
      readonly unanswered?: true;
    } & OfStep)
  /** No answer arrived in time. It is unknown whether the service did the step. */
  | ({ readonly type: "step-timed-out" } & OfStep)
  /** The flow begins to compensate the steps that were done, in the order of `undo`. */
  | ({ readonly type: "flow-compensating"; readonly because: string; readonly undo: readonly string[] } & OfFlow)
  /** The flow ended, as its own coordinator sees it. */
  | ({ readonly type: "flow-ended"; readonly outcome: FlowOutcome } & OfFlow)
  /** The flow cannot continue without help, and its coordinator knows it. */
  | ({ readonly type: "flow-stuck"; readonly reason: string } & OfFlow)
  /** The flow has a new state. State in memory is lost with its process. */
  | ({
      readonly type: "flow-state-saved";
      readonly where: Keeping;
      /** The store's revision; null in memory. */
      readonly revision: number | null;
      readonly state: JsonValue;
    } & OfFlow)
  /** The flow's state was removed. */
  | ({ readonly type: "flow-forgotten"; readonly where: Keeping } & OfFlow)
  | ({ readonly type: "timer-set"; readonly due: number } & OfTimer)
  | ({ readonly type: "timer-cleared" } & OfTimer)
  | ({ readonly type: "timer-fired" } & OfTimer)
  /** A statechart changed its state. Nested states are written with dots; parallel ones are joined by ` & `. */
  | ({
      readonly type: "machine-state-changed";
      readonly from: string;
      readonly to: string;
      readonly by: string;
    } & OfFlow)
  /** An event arrived for a flow that does not wait for it. It was recorded and dropped. */
  | ({ readonly type: "flow-event-dropped"; readonly event: string; readonly reason: string } & OfFlow)
  /** An event cannot be handled yet. It stays on the server and is delivered again after `delayMs`. */
  | ({
      readonly type: "flow-event-held";
      readonly event: string;
      readonly reason: string;
      readonly delayMs: number;
    } & OfFlow)
  /** Somebody asked 'where is this order?'. `lookUps` is the number of stores and queues searched, `found` the result. */
  | ({ readonly type: "flow-looked-up"; readonly lookUps: number; readonly found: string } & OfFlow);

export type FlowOutcome = "completed" | "cancelled";
/** In the memory of a process, or in a store that survives the process. */
export type Keeping = "memory" | "store";
type OfFlow = { readonly flow: string };
type OfStep = OfFlow & { readonly step: string; readonly try: number };
/** `timer` is unique within its flow while it is set. */
type OfTimer = OfFlow & { readonly timer: string; readonly where: Keeping };

export const flowEvents = family<FlowEvent>({
  "flow-started": {
    says: ({ actor, flow, design }) => `${actor} started ${flow} (${design})`,
    draws: "actor",
    tone: "plain",
  },
  "step-commanded": {
    says: (event) =>
      `${event.actor} commanded ${event.queue}: ${event.step} for ${event.flow}${event.try > 1 ? ` (try ${event.try})` : ""}`,
    draws: "actor",
    tone: "plain",
    flowMark: "commanded",
  },
  "step-done": {
    says: ({ actor, flow, step }) => `${actor} learned that ${step} is done for ${flow}`,
    draws: null,
    tone: "good",
    flowMark: "step-answered",
  },
  "step-failed": {
    says: ({ flow, step, reason, unanswered }) =>
      `${flow}: ${step} ${unanswered === true ? "failed" : "was refused"}: ${reason}`,
    draws: "actor",
    tone: "warn",
    flowMark: "step-answered",
  },
  "step-timed-out": {
    says: (event) => `${event.flow}: ${event.step} timed out (try ${event.try}); no answer says whether it was done`,
    draws: "actor",
    tone: "bad",
    flag: { kind: "step-timeout" },
  },
  "flow-compensating": {
    says: ({ flow, because, undo }) =>
      `${flow} starts to compensate (reason: ${because}): ${undo.join(", then ") || "nothing to compensate"}`,
    draws: "actor",
    tone: "warn",
    flag: { kind: "compensating" },
  },
  "flow-ended": {
    says: ({ actor, flow, outcome }) => `${actor} considers ${flow} ${outcome}`,
    draws: "actor",
    tone: "good",
    flowMark: "ended",
  },
  "flow-stuck": {
    says: ({ flow, reason }) => `${flow} is stuck: ${reason}`,
    draws: "actor",
    tone: "bad",
    flag: { kind: "stuck" },
  },
  "flow-state-saved": {
    says: ({ actor, flow, where, revision }) =>
      where === "memory"
        ? `${actor} saved the state of ${flow} (in memory only)`
        : `${actor} saved the state of ${flow} (revision ${revision})`,
    draws: null,
    tone: "plain",
  },
  "flow-forgotten": {
    says: ({ actor, flow }) => `${actor} deleted the state of ${flow}`,
    draws: null,
    tone: "plain",
  },
  "timer-set": {
    says: ({ actor, flow, due, timer, where }) =>
      `${actor} set the timer ${timer} of ${flow} to ${formatMs(due)} (${where === "memory" ? "a timer in memory" : "a stored deadline"})`,
    draws: null,
    tone: "plain",
  },
  "timer-cleared": {
    says: ({ flow, timer }) => `${flow}: the timer ${timer} was cleared`,
    draws: null,
    tone: "plain",
  },
  "timer-fired": {
    says: ({ flow, timer }) => `${flow}: the timer ${timer} fired`,
    draws: null,
    tone: "warn",
  },
  "machine-state-changed": {
    says: ({ flow, from, to, by }) => `${flow} went from ${from} to ${to} (${by})`,
    draws: null,
    tone: "plain",
  },
  "flow-event-dropped": {
    says: ({ flow, event, reason }) => `${flow} does not wait for ${event}: dropped (${reason})`,
    draws: "actor",
    tone: "warn",
  },
  "flow-event-held": {
    says: ({ flow, event, reason, delayMs }) =>
      `${flow} handles ${event} later, in ${formatDuration(delayMs)}: ${reason} (delayed)`,
    draws: "actor",
    tone: "warn",
  },
  "flow-looked-up": {
    says: ({ flow, lookUps, found }) => `where is ${flow}? ${formatCount(lookUps, "place")} searched: ${found}`,
    draws: null,
    tone: "plain",
  },
});
