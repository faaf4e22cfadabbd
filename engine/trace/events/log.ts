import { fromLog, toLog } from "../diagram-parts.ts";
import { family } from "../family.ts";
import { formatCount } from "../format.ts";

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

export const logEvents = family<LogEvent>({
  "event-appended": {
    says: (event) =>
      event.duplicate
        ? `${event.log} had ${event.event} already (same Nats-Msg-Id)`
        : `${event.actor} added ${event.event} to ${placeOf(event)}, at place ${event.logSequence} (appended)`,
    draws: (event) => toLog(event, event.duplicate ? `${event.event} again: known` : `adds ${event.event}`),
    tone: "plain",
    mark: "sent",
  },
  "event-read": {
    says: (event) => {
      const again = event.attempt > 1 ? `, once more (delivery ${event.attempt})` : "";
      return `${event.actor} reads ${event.event} from ${placeOf(event)} for ${event.reader}${again}`;
    },
    draws: (event) => fromLog(event, `${event.event}${event.attempt > 1 ? `, delivery ${event.attempt}` : ""}`),
    tone: "work",
    mark: "delivered",
  },
  "event-failed": {
    says: (event) =>
      `${event.actor} failed at ${event.event} of ${event.log}, and ${event.reader} waits in ${placeOf(event)}: ${event.error}`,
    draws: "actor",
    tone: "bad",
    mark: "failed",
  },
  "event-handled": {
    says: ({ actor, event }) => `${actor} is done with ${event} and says so (ack sent)`,
    draws: (event) => toLog(event, `${event.reader} is past ${event.event}`),
    tone: "good",
  },
  "offset-moved": {
    says: (event) =>
      `${event.reader} is past ${event.event} in ${placeOf(event)}; it stays there for others (offset ${event.logSequence})`,
    draws: null,
    tone: "good",
    mark: "done",
  },
  "offsets-forgotten": {
    says: ({ reader, log }) =>
      `${reader} goes back to the beginning of ${log}: its places are forgotten (consumers deleted)`,
    draws: "actor",
    tone: "warn",
  },
  "appender-finished": {
    says: ({ actor, events, log }) => `${actor} has added all ${events} of its events to ${log}`,
    draws: null,
    tone: "plain",
  },
  "log-observed": {
    says: describeLook,
    draws: null,
    tone: "plain",
  },
});

function placeOf({ partition, log }: { readonly partition: number; readonly log: string }): string {
  return `partition ${partition} of ${log}`;
}

function describeLook({ log, stored, left }: Extract<LogEvent, { readonly type: "log-observed" }>): string {
  const behind = Object.entries(left).map(([reader, count]) => `${reader} ${count === 0 ? "none" : count}`);
  const before = behind.length === 0 ? "" : `; not read yet: ${behind.join(", ")}`;
  return `the broker says: ${log} keeps ${formatCount(stored, "event")}${before}`;
}
