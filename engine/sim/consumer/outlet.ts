/** Where a consumer's messages go: to the pulls that wait, or to one subject whenever somebody listens. */
export interface Outlet {
  /** Whether a message could go out now. */
  readonly isOpen: boolean;
  /** Takes the way out for a message of `size` bytes; undefined when there is none after all. */
  take(size: number): Taken | undefined;
  /** The message has gone out. */
  sent(taken: Taken): void;
  /** A second way out, not taken: only for a planted fault. */
  peekOther(taken: Taken): Taken | undefined;
  /** Does what is due; `isEmpty`: there is nothing more to deliver now. */
  sweep(isEmpty: boolean, heartbeat: () => Heartbeat): void;
  /** When `sweep` has something to do next. */
  nextDeadline(): number;
  /** The consumer is gone. */
  stop(): void;
}

export type Taken = { readonly reply: string };

/** The headers of an idle heartbeat. */
export type Heartbeat = readonly (readonly [string, string | number])[];

export const IDLE_HEARTBEAT = "100 Idle Heartbeat";
