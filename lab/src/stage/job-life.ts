import { inOrder, type LifeStep } from "./life-step.ts";
import { PARTS } from "./parts.ts";
import { sentStep } from "./sent-step.ts";
import type { SendRecord } from "./trace/records.ts";
import type { TraceIndex } from "./trace/trace-index.ts";

/** One message's whole life, in the order of time: what the trace says of it, and what follows from that. */
export function jobLife(index: TraceIndex, job: string): readonly LifeStep[] {
  const sends = index.sends.filter(({ sent }) => sent.job === job);
  return inOrder([
    ...sends.map((send) => firstStep(index, send)),
    ...PARTS.flatMap((part) => ("life" in part ? part.life(index, job) : [])),
  ]);
}

function firstStep(index: TraceIndex, send: SendRecord) {
  for (const part of PARTS) {
    const own = "sent" in part ? part.sent(index, send) : null;
    if (own !== null) return own;
  }
  return sentStep(send);
}
