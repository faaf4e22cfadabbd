/** What a message to a flow carries. A job in the queue of events without them is a service's reply. */
export const FlowHeader = {
  /** `start`, `signal`, `deadline` or `resume`. */
  Kind: "Ackademy-Flow-Event",
  Flow: "Ackademy-Flow",
  /** Of a deadline. */
  Token: "Ackademy-Flow-Token",
  /** Of a start: which definition. */
  Definition: "Ackademy-Flow-Definition",
  /** Of a resume: the parked event that it discards or edits. */
  Parked: "Ackademy-Flow-Parked",
  /** Of an event that was delayed: how often, and which message asked for the flow first. */
  Held: "Ackademy-Flow-Held",
  Asked: "Ackademy-Flow-Asked",
} as const;
