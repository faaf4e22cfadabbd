import { headers, type MsgHdrs } from "@nats-io/nats-core";

/** Headers of the engine's own; the server's begin with `Nats-`. */
export const Header = {
  /** The job's name, the same over every delivery, dead-lettering and replay. */
  Job: "Ackademy-Job",
  DeadReason: "Ackademy-Dead-Reason",
  DeadAttempts: "Ackademy-Dead-Attempts",
  /** The queue and stream sequence that a dead letter comes from. */
  DeadQueue: "Ackademy-Dead-Queue",
  DeadSequence: "Ackademy-Dead-Sequence",
} as const;

/** The server deduplicates publishes by this header. */
export const MESSAGE_ID_HEADER = "Nats-Msg-Id";

/** A message's headers for another publish: without those that would act on it. */
export function copyHeaders(original: MsgHdrs | undefined): MsgHdrs {
  const copy = headers();
  for (const key of original?.keys() ?? []) {
    if (key === MESSAGE_ID_HEADER || key.startsWith("Nats-Expected-")) continue;
    for (const value of original?.values(key) ?? []) copy.append(key, value);
  }
  return copy;
}
