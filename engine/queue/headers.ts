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
