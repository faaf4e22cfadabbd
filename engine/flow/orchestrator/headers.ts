/** What a message to a flow carries. A job in the queue of events without them is a service's reply. */
export const FlowHeader = {
  /** `start`, `signal`, `deadline` or `resume`. */
  Kind: "Ackademy-Flow-Event",
  Flow: "Ackademy-Flow",
  /** Of a deadline. */
  Token: "Ackademy-Flow-Token",
  /** Of a start: which definition. */
  Definition: "Ackademy-Flow-Definition",
} as const;
