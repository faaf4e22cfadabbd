/** The headers of a message to a flow. A job in the event queue without them is a service's reply. */
export const FlowHeader = {
  /** `start`, `signal`, `deadline` or `resume`. */
  Kind: "Ackademy-Flow-Event",
  Flow: "Ackademy-Flow",
  /** For a deadline: its token. */
  Token: "Ackademy-Flow-Token",
  /** For a start: the definition. */
  Definition: "Ackademy-Flow-Definition",
  /** For a resume: the parked event that it discards or edits. */
  Parked: "Ackademy-Flow-Parked",
  /** For a delayed event: how often it was delayed, and the message that first requested the flow. */
  Held: "Ackademy-Flow-Held",
  Asked: "Ackademy-Flow-Asked",
} as const;
