import { familyOf } from "./family.ts";
import { formatCount } from "./format.ts";
import type { LogEvent } from "./log-events.ts";

export const isOfLog = familyOf<LogEvent["type"]>({
  "event-appended": true,
  "event-read": true,
  "event-failed": true,
  "event-handled": true,
  "offset-moved": true,
  "offsets-forgotten": true,
  "appender-finished": true,
  "log-observed": true,
});

/** One plain sentence for each event of a log; see describe.ts. */
export function describeLogEvent(actor: string, event: LogEvent): string {
  switch (event.type) {
    case "event-appended":
      return event.duplicate
        ? `${event.log} had ${event.event} already (same Nats-Msg-Id)`
        : `${actor} added ${event.event} to ${placeOf(event)}, at place ${event.logSequence} (appended)`;
    case "event-read": {
      const again = event.attempt > 1 ? `, once more (delivery ${event.attempt})` : "";
      return `${actor} reads ${event.event} from ${placeOf(event)} for ${event.reader}${again}`;
    }
    case "event-failed":
      return `${actor} failed at ${event.event} of ${event.log}, and ${event.reader} waits in ${placeOf(event)}: ${event.error}`;
    case "event-handled":
      return `${actor} is done with ${event.event} and says so (ack sent)`;
    case "offset-moved":
      return `${event.reader} is past ${event.event} in ${placeOf(event)}; it stays there for others (offset ${event.logSequence})`;
    case "offsets-forgotten":
      return `${event.reader} goes back to the beginning of ${event.log}: its places are forgotten (consumers deleted)`;
    case "appender-finished":
      return `${actor} has added all ${event.events} of its events to ${event.log}`;
    case "log-observed":
      return describeLook(event);
  }
}

function placeOf({ partition, log }: { readonly partition: number; readonly log: string }): string {
  return `partition ${partition} of ${log}`;
}

function describeLook({ log, stored, left }: Extract<LogEvent, { readonly type: "log-observed" }>): string {
  const behind = Object.entries(left).map(([reader, count]) => `${reader} ${count === 0 ? "none" : count}`);
  const before = behind.length === 0 ? "" : `; not read yet: ${behind.join(", ")}`;
  return `the broker says: ${log} keeps ${formatCount(stored, "event")}${before}`;
}
