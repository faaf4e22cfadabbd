/** The destination of a consumer's messages: the waiting pulls, or a deliver subject with a subscriber. */
export interface Outlet {
  /** Whether a message can be sent now. */
  readonly isOpen: boolean;
  /** Takes the recipient of a message of `size` bytes; undefined if there is none. */
  take(size: number): Taken | undefined;
  /** Called after the message was sent. */
  sent(taken: Taken): void;
  /** A second recipient, for a deliberate fault only. */
  peekOther(taken: Taken): Taken | undefined;
  /** Ends due pulls and sends due heartbeats. `isEmpty`: no message is deliverable now. */
  sweep(isEmpty: boolean, heartbeat: () => Heartbeat): void;
  /** The next moment at which `sweep` is due. */
  nextDeadline(): number;
  /** Called when the consumer ends. */
  stop(): void;
}

export type Taken = { readonly reply: string };

/** The headers of an idle heartbeat. */
export type Heartbeat = readonly (readonly [string, string | number])[];

export const IDLE_HEARTBEAT = "100 Idle Heartbeat";
