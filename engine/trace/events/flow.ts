import type { JsonValue } from "../../kernel/json.ts";
import { family } from "../family.ts";
import { formatCount, formatDuration, formatMs } from "../format.ts";

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
  | ({
      readonly type: "step-failed";
      readonly reason: string;
      /** It said nothing: its command ended without an answer. What of it was done nobody knows. */
      readonly unanswered?: true;
    } & OfStep)
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
  /** It cannot be handled yet: it is kept on the server and comes again after `delayMs`. */
  | ({
      readonly type: "flow-event-held";
      readonly event: string;
      readonly reason: string;
      readonly delayMs: number;
    } & OfFlow)
  /** Somebody asked 'where is this order?': how many places had to be looked at, and what was found. */
  | ({ readonly type: "flow-looked-up"; readonly lookUps: number; readonly found: string } & OfFlow);

export type FlowOutcome = "completed" | "cancelled";
/** In a process's memory, or in a store that survives it. */
export type Keeping = "memory" | "store";
type OfFlow = { readonly flow: string };
type OfStep = OfFlow & { readonly step: string; readonly try: number };
/** `timer` is unique within its flow while it is set. */
type OfTimer = OfFlow & { readonly timer: string; readonly where: Keeping };

export const flowEvents = family<FlowEvent>({
  "flow-started": {
    says: ({ actor, flow, design }) => `${actor} took on ${flow} (${design})`,
    draws: "actor",
    tone: "plain",
  },
  "step-commanded": {
    says: (event) =>
      `${event.actor} tells ${event.queue} to ${event.step} for ${event.flow}${event.try > 1 ? ` (try ${event.try})` : ""}`,
    draws: "actor",
    tone: "plain",
    flowMark: "commanded",
  },
  "step-done": {
    says: ({ actor, flow, step }) => `${flow}: ${step} is done, as ${actor} has heard`,
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
    says: (event) =>
      `${event.flow}: no answer to ${event.step} in time (try ${event.try}); whether it was done nobody knows`,
    draws: "actor",
    tone: "bad",
    flag: { kind: "step-timeout" },
  },
  "flow-compensating": {
    says: ({ flow, because, undo }) =>
      `${flow} goes back, because of ${because}: ${undo.join(", then ") || "nothing to undo"}`,
    draws: "actor",
    tone: "warn",
    flag: { kind: "compensating" },
  },
  "flow-ended": {
    says: ({ actor, flow, outcome }) => `${flow} is ${outcome}, as ${actor} sees it`,
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
        ? `${actor} remembers how ${flow} stands (in memory only)`
        : `${actor} saved how ${flow} stands (revision ${revision})`,
    draws: null,
    tone: "plain",
  },
  "flow-forgotten": {
    says: ({ actor, flow }) => `${actor} has done with ${flow} and forgot it`,
    draws: null,
    tone: "plain",
  },
  "timer-set": {
    says: ({ actor, flow, due, timer, where }) =>
      `${actor} will look after ${flow} at ${formatMs(due)} (${timer}${where === "memory" ? ", a timer in memory" : ", a stored deadline"})`,
    draws: null,
    tone: "plain",
  },
  "timer-cleared": {
    says: ({ flow, timer }) => `${flow}: the timer ${timer} is not needed any more`,
    draws: null,
    tone: "plain",
  },
  "timer-fired": {
    says: ({ flow, timer }) => `${flow}: the time of ${timer} has come`,
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
      `${flow} takes ${event} later, in ${formatDuration(delayMs)}: ${reason}`,
    draws: "actor",
    tone: "warn",
  },
  "flow-looked-up": {
    says: ({ flow, lookUps, found }) => `where is ${flow}? ${formatCount(lookUps, "place")} looked at: ${found}`,
    draws: null,
    tone: "plain",
  },
});
