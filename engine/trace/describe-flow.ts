import { familyOf } from "./family.ts";
import type { FlowEvent } from "./flow-events.ts";
import { formatCount, formatMs } from "./format.ts";

export const isOfFlow = familyOf<FlowEvent["type"]>({
  "flow-started": true,
  "step-commanded": true,
  "step-done": true,
  "step-failed": true,
  "step-timed-out": true,
  "flow-compensating": true,
  "flow-ended": true,
  "flow-stuck": true,
  "flow-state-saved": true,
  "flow-forgotten": true,
  "timer-set": true,
  "timer-cleared": true,
  "timer-fired": true,
  "machine-state-changed": true,
  "flow-event-dropped": true,
  "flow-looked-up": true,
});

/** One plain sentence for each event of a flow; see describe.ts. */
export function describeFlowEvent(actor: string, event: FlowEvent): string {
  const { flow } = event;
  switch (event.type) {
    case "flow-started":
      return `${actor} took on ${flow} (${event.design})`;
    case "step-commanded":
      return `${actor} tells ${event.queue} to ${event.step} for ${flow}${event.try > 1 ? ` (try ${event.try})` : ""}`;
    case "step-done":
      return `${flow}: ${event.step} is done, as ${actor} has heard`;
    case "step-failed":
      return `${flow}: ${event.step} was refused: ${event.reason}`;
    case "step-timed-out":
      return `${flow}: no answer to ${event.step} in time (try ${event.try}); whether it was done nobody knows`;
    case "flow-compensating":
      return `${flow} goes back, because of ${event.because}: ${event.undo.join(", then ") || "nothing to undo"}`;
    case "flow-ended":
      return `${flow} is ${event.outcome}, as ${actor} sees it`;
    case "flow-stuck":
      return `${flow} is stuck: ${event.reason}`;
    case "flow-state-saved":
      return event.where === "memory"
        ? `${actor} remembers how ${flow} stands (in memory only)`
        : `${actor} saved how ${flow} stands (revision ${event.revision})`;
    case "flow-forgotten":
      return `${actor} has done with ${flow} and forgot it`;
    case "timer-set":
      return `${actor} will look after ${flow} at ${formatMs(event.due)} (${event.timer}${event.where === "memory" ? ", a timer in memory" : ", a stored deadline"})`;
    case "timer-cleared":
      return `${flow}: the timer ${event.timer} is not needed any more`;
    case "timer-fired":
      return `${flow}: the time of ${event.timer} has come`;
    case "machine-state-changed":
      return `${flow} went from ${event.from} to ${event.to} (${event.by})`;
    case "flow-event-dropped":
      return `${flow} does not wait for ${event.event}: dropped (${event.reason})`;
    case "flow-looked-up":
      return `where is ${flow}? ${formatCount(event.lookUps, "place")} looked at: ${event.found}`;
  }
}
