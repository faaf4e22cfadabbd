import { describeEvent } from "../describe.ts";
import { actorParty, queueParty, type DiagramLine, type Note, type Place } from "../diagram-parts.ts";
import type { EventId } from "../event.ts";
import { kindOf, type TraceEvent } from "../events.ts";
import { formatMs } from "../format.ts";
import { messageKey } from "../message-key.ts";

/**
 * The lines of a sequence diagram for each event, in the order of the trace.
 *
 * SD1  A request and a reply are one arrow each: the `job-sent` that carries them is not drawn.
 * SD2  The end of a visibility timeout is not an event (T3). A note before the redelivery reports it.
 * SD3  Events that are neither messages nor failures are left out: queue reports, timers, saved states.
 */
export class DiagramReader {
  private readonly carried: ReadonlySet<EventId>;
  /** By message: the end of its visibility timeout; null after a nak. */
  private readonly held = new Map<string, number | null>();

  constructor(events: readonly TraceEvent[]) {
    const spoken = events.filter(({ type }) => type === "request-sent" || type === "reply-sent");
    this.carried = new Set(spoken.map(({ id }) => id));
  }

  read(event: TraceEvent): DiagramLine[] {
    if (event.type === "job-sent" && event.cause !== null && this.carried.has(event.cause)) return [];
    const line = lineOf(event);
    if (line === null) return [];
    const passed = this.passedTimeout(event);
    return passed === null ? [line] : [passed, line];
  }

  private passedTimeout(event: TraceEvent): Note | null {
    if (event.type === "job-nacked") this.held.set(messageKey(event), null);
    if (event.type === "job-in-progress") this.held.set(messageKey(event), event.deadline);
    if (event.type !== "job-delivered") return null;
    const until = this.held.get(messageKey(event)) ?? null;
    this.held.set(messageKey(event), event.deadline);
    if (until === null) return null;
    const text = `${formatMs(until)} visibility timeout of ${event.job} passed without an ack (ackWait)`;
    return { kind: "note", over: [queueParty(event.queue)], text };
  }
}

function lineOf(event: TraceEvent): DiagramLine | null {
  const { draws } = kindOf(event);
  const line = typeof draws === "function" ? draws(event) : draws;
  if (line === null || typeof line === "object") return line;
  if (event.type === "actor-started" && event.incarnation === 1) return null;
  return noteOf(event, line);
}

/** A note with the event's sentence, without the actor's name if the note stands over the actor. */
function noteOf(event: TraceEvent, place: Place): Note {
  const sentence = describeEvent(event);
  const own = `${event.actor} `;
  const said = sentence.startsWith(own) ? sentence.slice(own.length) : sentence;
  const text = `${formatMs(event.at)} ${said}`;
  const who = actorParty(event.actor);
  if (place === "actor" || !("queue" in event)) return { kind: "note", over: [who], text };
  return { kind: "note", over: place === "queue" ? [queueParty(event.queue)] : [who, queueParty(event.queue)], text };
}
