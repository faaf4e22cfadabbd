import { fromLog, toLog } from "../diagram-parts.ts";
import { family } from "../family.ts";
import { formatCount } from "../format.ts";

/** An event of a log, as the trace names it. */
export type LogPlaceEvent = {
  readonly log: string;
  /** The event's id. */
  readonly event: string;
  readonly key: string;
  readonly partition: number;
  readonly logSequence: number;
};

/** Events of a log. Reading removes nothing from a log: each reader moves its own offsets. */
export type LogEvent =
  /** The server confirmed the event. `duplicate`: the log already had it, and nothing was stored. */
  | ({ readonly type: "event-appended"; readonly duplicate: boolean } & LogPlaceEvent)
  /**
   * A reader received the event. `attempt` counts from 1. `deadline`: without an ack by then, the server delivers the event
   * to the reader again.
   */
  | ({
      readonly type: "event-read";
      readonly reader: string;
      readonly attempt: number;
      readonly deadline: number;
    } & LogPlaceEvent)
  /** The reader failed on the event. Until it succeeds, the event blocks its partition for this reader. */
  | ({ readonly type: "event-failed"; readonly reader: string; readonly error: string } & LogPlaceEvent)
  /** The reader handled the event and sent its ack. */
  | ({ readonly type: "event-handled"; readonly reader: string } & LogPlaceEvent)
  /** The server confirmed that the reader's offset is past the event. */
  | ({ readonly type: "offset-moved"; readonly reader: string } & LogPlaceEvent)
  /** The reader's offsets were deleted: a reader of this name starts again at the beginning. */
  | { readonly type: "offsets-forgotten"; readonly log: string; readonly reader: string }
  /** A producer of a log has appended all of its events. */
  | { readonly type: "appender-finished"; readonly log: string; readonly events: number }
  /**
   * The broker's report on a log, recorded when it differs from the previous report. `left`: the number of unread events
   * of each reader; a reader that is not named has no offsets (yet).
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
        ? `${event.log} already had ${event.event} and stored nothing (same Nats-Msg-Id)`
        : `${event.actor} appended ${event.event} to ${placeOf(event)} (offset ${event.logSequence})`,
    draws: (event) => toLog(event, event.duplicate ? `${event.event} again: duplicate` : `appends ${event.event}`),
    tone: "plain",
    mark: "sent",
  },
  "event-read": {
    says: (event) => {
      const again = event.attempt > 1 ? ` again (delivery ${event.attempt})` : "";
      return `${event.actor} received ${event.event} from ${placeOf(event)} for ${event.reader}${again}`;
    },
    draws: (event) => fromLog(event, `${event.event}${event.attempt > 1 ? `, delivery ${event.attempt}` : ""}`),
    tone: "work",
    mark: "delivered",
  },
  "event-failed": {
    says: (event) =>
      `${event.actor} failed on ${event.event}, and ${event.reader} is blocked in ${placeOf(event)}: ${event.error}`,
    draws: "actor",
    tone: "bad",
    mark: "failed",
  },
  "event-handled": {
    says: ({ actor, event, log }) => `${actor} finished ${event} and reported it to ${log} (ack sent)`,
    draws: (event) => toLog(event, `${event.reader} is past ${event.event}`),
    tone: "good",
  },
  "offset-moved": {
    says: (event) =>
      `${event.reader} is past ${event.event} in ${placeOf(event)}; the event stays for other readers (offset ${event.logSequence})`,
    draws: null,
    tone: "good",
    mark: "done",
  },
  "offsets-forgotten": {
    says: ({ reader, log }) =>
      `${reader} starts again at the beginning of ${log}: its offsets are deleted (consumers deleted)`,
    draws: "actor",
    tone: "warn",
  },
  "appender-finished": {
    says: ({ actor, events, log }) => `${actor} finished: it appended ${formatCount(events, "event")} to ${log}`,
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
  const behind = Object.entries(left).map(([reader, count]) => `${reader} ${count}`);
  const before = behind.length === 0 ? "" : `; unread: ${behind.join(", ")}`;
  return `${log} keeps ${formatCount(stored, "event")}${before}`;
}
