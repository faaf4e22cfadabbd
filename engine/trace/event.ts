/** What all events of a trace have in common; the events themselves are in `events/`, one file for each family. */
export type EventId = string;

/** Who recorded the event, when, and why. */
export type EventStamp = {
  readonly seq: number;
  readonly id: EventId;
  readonly cause: EventId | null;
  readonly at: number;
  /** The tick of virtual time; null on a real server. */
  readonly tick: number | null;
  readonly actor: string;
  /** Counts from 1; a restarted actor is the next incarnation. */
  readonly incarnation: number;
};
