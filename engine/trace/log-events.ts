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
  /**
   * A reader has it in hand; `attempt` counts from 1. `deadline`: the moment at which the server gives it to the reader
   * once more if it hears nothing.
   */
  | ({
      readonly type: "event-read";
      readonly reader: string;
      readonly attempt: number;
      readonly deadline: number;
    } & LogPlaceEvent)
  /** It holds its partition up, for this reader, until it succeeds. */
  | ({ readonly type: "event-failed"; readonly reader: string; readonly error: string } & LogPlaceEvent)
  /** The reader is done with it and says so: its ack is on its way. */
  | ({ readonly type: "event-handled"; readonly reader: string } & LogPlaceEvent)
  /** The server confirmed that the reader is past it. */
  | ({ readonly type: "offset-moved"; readonly reader: string } & LogPlaceEvent)
  /** The reader's offsets are deleted: under its name everything is read anew. */
  | { readonly type: "offsets-forgotten"; readonly log: string; readonly reader: string }
  /** An appender has appended all that it had. */
  | { readonly type: "appender-finished"; readonly log: string; readonly events: number }
  /**
   * What the broker says of a log; recorded when it differs from the last look. `left`: how many events each reader still
   * has before it; who is not named has no offsets (yet).
   */
  | {
      readonly type: "log-observed";
      readonly log: string;
      readonly stored: number;
      readonly left: { readonly [reader: string]: number };
    };
