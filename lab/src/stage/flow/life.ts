import { describeEvent, EVENT_KINDS, formatMs, DEADLINES_QUEUE } from "../../../../engine/views.ts";
import type { Life } from "../life-step.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import type { EventOf, EventType, TraceEvent } from "../../../../engine/trace/events.ts";
import { commandName } from "./command-name.ts";
import { stamp, withoutBrackets, type DraftStep } from "../life-step.ts";
import { sentStep } from "../sent-step.ts";
import type { MessageRecord, SendRecord } from "../trace/records.ts";
import type { RunIndex, RunRecords } from "../trace/run-index.ts";
import type { FlowFacts } from "./read.ts";

export const flowLife = { sent: sentAsCommand, life: lifeInFlow } satisfies Life;

/** The flow's part in a life: an order's life is the flow's own, a command's life shows what became of it. */
function lifeInFlow(index: RunIndex & FlowFacts, job: string): DraftStep[] {
  const own = index.messages.filter((message) => message.job === job);
  return [...own.flatMap((message) => deadlineSteps(index, message)), ...flowSteps(index, job)];
}

function flowSteps(index: RunIndex & FlowFacts, job: string): DraftStep[] {
  if (!index.flows) return [];
  const command = commandName(job);
  const told = (event: TraceEvent): boolean => {
    if (!("flow" in event) || !TOLD.has(event.type)) return false;
    if (event.flow === job) return true;
    // The step for its sending already says that it was commanded.
    if (!command || event.flow !== command.order || event.type === "step-commanded") return false;
    return "step" in event && event.step === command.action && event.try === command.try;
  };
  return index.events.filter(told).map((event): DraftStep => {
    const text = describeEvent(event);
    const plain = withoutBrackets(text);
    return {
      ...stamp(event),
      text: plain,
      system: text.slice(plain.length).replace(/^ \(|\)$/g, ""),
      tone: EVENT_KINDS[event.type].tone,
    };
  });
}

/** A deadline is a scheduled message: the coordinator sets it, and no actor sends it. */
function deadlineSteps({ events }: RunRecords, { queue, deliveries: [first] }: MessageRecord): readonly DraftStep[] {
  if (queue !== DEADLINES_QUEUE || !first) return [];
  const set = events.find(({ id }) => id === first.delivered.cause);
  if (set?.type !== "timer-set") {
    const text = "set by a process that crashed before it recorded this";
    const { at, seq, id } = first.delivered;
    return [
      { at, order: seq - 0.5, text, system: SCHEDULED, tone: "plain", eventIds: [id], actor: null, derived: true },
    ];
  }
  const text = `set by ${set.actor}, due at ${formatMs(set.due)}`;
  return [{ ...stamp(set), text, system: SCHEDULED, tone: "plain" }];
}
const SCHEDULED = "a scheduled message: the server keeps it until then";

/** The sending of a command; null for other jobs. */
function sentAsCommand(index: RunRecords, send: SendRecord): DraftStep | null {
  const command = commandBehind(index, send.sent);
  return command && sentStep(send, { why: command.why, address: "", eventIds: [command.eventId] });
}

function commandBehind(
  { events }: RunRecords,
  { cause }: EventOf<"job-sent">,
): { readonly why: string; readonly eventId: EventId } | null {
  const commanded = events.find((event) => event.id === cause);
  if (commanded?.type !== "step-commanded") return null;
  const { step, flow, try: tryNumber, id } = commanded;
  const again = tryNumber > 1 ? `, for the ${tryNumber === 2 ? "second" : `${tryNumber}th`} time` : "";
  return { why: `, a command to ${step} for ${flow}${again}`, eventId: id };
}

/** Saving and setting timers belong to the table: see the coordinator. */
const TOLD: ReadonlySet<EventType> = new Set<EventType>([
  "flow-started",
  "step-commanded",
  "step-done",
  "step-failed",
  "step-timed-out",
  "flow-compensating",
  "flow-ended",
  "flow-stuck",
  "flow-event-dropped",
  "flow-event-held",
  "flow-looked-up",
  "machine-state-changed",
]);
