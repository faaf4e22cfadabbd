/** An event of a log, in the trace: one place of one partition. */
export type LogPlaceEvent = {
  readonly log: string;
  /** Its id. */
  readonly event: string;
  readonly key: string;
  readonly partition: number;
  readonly logSequence: number;
};

/** What happens at a log: nothing is taken from it, readers move their own offsets. */
export type LogEvent =
  /** The server has stored it; `duplicate`: it was there already. */
  | ({ readonly type: "event-appended"; readonly duplicate: boolean } & LogPlaceEvent)
  /** A reader has it in hand; `attempt` counts from 1. */
  | ({ readonly type: "event-read"; readonly reader: string; readonly attempt: number } & LogPlaceEvent)
  /** It holds its partition up, for this reader, until it succeeds. */
  | ({ readonly type: "event-failed"; readonly reader: string; readonly error: string } & LogPlaceEvent)
  /** The server confirmed that the reader is past it. */
  | ({ readonly type: "offset-moved"; readonly reader: string } & LogPlaceEvent);
