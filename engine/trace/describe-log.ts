import type { LogEvent } from "./log-events.ts";

const LOG_EVENTS: { readonly [T in LogEvent["type"]]: true } = {
  "event-appended": true,
  "event-read": true,
  "event-failed": true,
  "offset-moved": true,
};

export function isOfLog<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, { readonly type: LogEvent["type"] }> {
  return Object.hasOwn(LOG_EVENTS, event.type);
}

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
