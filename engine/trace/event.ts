/** An event's id: `actor/incarnation/n`, unique in a run (T1). */
export type EventId = string;

/** The fields that all events of a trace share. The events themselves are in `events/`, one file for each family. */
export type EventStamp = {
  readonly seq: number;
  readonly id: EventId;
  readonly cause: EventId | null;
  readonly at: number;
  /** The tick of virtual time; null in real time. */
  readonly tick: number | null;
  readonly actor: string;
  /** Counts from 1. A restart begins the next incarnation. */
  readonly incarnation: number;
};
