import { deadLettersLife } from "./dead-letters/life.ts";
import { flowLife } from "./flow/life.ts";
import { inOrder, type LifeStep } from "./life-step.ts";
import { logLife } from "./log/life.ts";
import { outsideLife } from "./outside/life.ts";
import { queueLife } from "./queue/life.ts";
import { requesterLife } from "./requester/life.ts";
import { sentStep } from "./sent-step.ts";
import type { SendRecord } from "./trace/records.ts";
import type { TraceIndex } from "./trace/trace-index.ts";
import { workerLife } from "./worker/life.ts";

/** The parts that contribute steps to a life. Steps of one moment are in this order. */
const LIVES = [requesterLife, queueLife, logLife, flowLife, workerLife, deadLettersLife, outsideLife] as const;

/** One message's whole life in the order of time: what the trace says about it, and what follows from that. */
export function jobLife(index: TraceIndex, job: string): readonly LifeStep[] {
  const sends = index.sends.filter(({ sent }) => sent.job === job);
  return inOrder([...sends.map((send) => firstStep(index, send)), ...LIVES.flatMap((part) => part.life(index, job))]);
}

function firstStep(index: TraceIndex, send: SendRecord) {
  for (const part of LIVES) {
    const own = "sent" in part ? part.sent(index, send) : null;
    if (own !== null) return own;
  }
  return sentStep(send);
}
