import { familyOf } from "./family.ts";
import type { LogEvent } from "./log-events.ts";

export const isOfLog = familyOf<LogEvent["type"]>({
  "event-appended": true,
  "event-read": true,
  "event-failed": true,
  "offset-moved": true,
});

/** One plain sentence for each event of a log; see describe.ts. */

export function describeLogEvent(actor: string, event: LogEvent): string {
  const where = `partition ${event.partition} of ${event.log}`;
  switch (event.type) {
    case "event-appended":
      return event.duplicate
        ? `${event.log} had ${event.event} already (same Nats-Msg-Id)`
        : `${actor} added ${event.event} to ${where}, at place ${event.logSequence} (appended)`;
    case "event-read": {
      const again = event.attempt > 1 ? `, once more (delivery ${event.attempt})` : "";
      return `${actor} reads ${event.event} from ${where} for ${event.reader}${again}`;
    }
    case "event-failed":
      return `${actor} failed at ${event.event} of ${event.log}, and ${event.reader} waits in ${where}: ${event.error}`;
    case "offset-moved":
      return `${event.reader} is past ${event.event} in ${where}; it stays there for others (offset ${event.logSequence})`;
  }
}
