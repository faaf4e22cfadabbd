import { describeEvent } from "./describe.ts";
import type { EventId, EventOf, EventType, TraceEvent } from "./events.ts";
import { formatDuration, formatMoney, formatMs } from "./format.ts";
import { messageKey } from "./message-key.ts";

/** Who stands at the top of the diagram; an actor and a queue may have the same name. */
export type Party = { readonly kind: "actor" | "queue" | "log"; readonly name: string };

/** Dotted: the queue's word that it has understood. */
type Arrow = {
  readonly kind: "arrow";
  readonly from: Party;
  readonly to: Party;
  readonly dotted: boolean;
  readonly text: string;
};
type Note = { readonly kind: "note"; readonly over: readonly [Party, ...Party[]]; readonly text: string };
export type DiagramLine = Arrow | Note;

const actor = (name: string): Party => ({ kind: "actor", name });
const queue = (name: string): Party => ({ kind: "queue", name });
const log = (name: string): Party => ({ kind: "log", name });

/**
 * What a sequence diagram shows of each event, in the order of the trace.
 *
 * SD1  A question and an answer are one arrow each: the `job-sent` that carries them is not drawn again.
 * SD2  That a visibility timeout has passed is no event (T3): it is told where the job is given out again.
 * SD3  What nobody sends to anybody and what breaks nothing is left out: looks at queues, timers, saved states.
 */
export class DiagramReader {
  private readonly carried: ReadonlySet<EventId>;
  /** By message, until when its holder may keep it; null once it was given back. */
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
    if (event.type === "job-naked") this.held.set(messageKey(event), null);
    if (event.type === "job-in-progress") this.held.set(messageKey(event), event.deadline);
    if (event.type !== "job-delivered") return null;
    const until = this.held.get(messageKey(event)) ?? null;
    this.held.set(messageKey(event), event.deadline);
    if (until === null) return null;
    const text = `${formatMs(until)} ${event.job} is free again: nothing heard of it in time (ackWait)`;
    return { kind: "note", over: [queue(event.queue)], text };
  }
}

/** A note's place: over who recorded the event, over its queue, or over both. */
type Place = "actor" | "queue" | "both";
type Draw<T extends EventType> = Place | null | ((event: EventOf<T>) => Arrow | Place);

/** How each event is drawn; null: it is left out. */
const DRAWN: { readonly [T in EventType]: Draw<T> } = {
  "actor-started": "actor",
  "actor-crashed": "actor",
  "actor-stopped": null,
  "actor-paused": "actor",
  "actor-resumed": "actor",
  "engine-step-failed": "actor",
  "producer-finished": null,
  "job-sent": (event) => {
    const how = event.letter === undefined ? "" : `, replayed${event.edited === true ? " with another payload" : ""}`;
    return toQueue(event, `${event.job}${how}`);
  },
  "job-stored": (event) => fromQueue(event, `stored ${event.job}`),
  "job-scheduled": "queue",
  "job-refused": (event) => fromQueue(event, `did not take ${event.job}: ${event.reason}`),
  "job-deduplicated": (event) => fromQueue(event, `had ${event.job} already (same Nats-Msg-Id)`),
  "job-duplicated": "queue",
  "job-lost": "queue",
  "job-delivered": (event) => {
    const text = event.attempt > 1 ? `${event.job}, delivery ${event.attempt}` : event.job;
    return { ...fromQueue(event, text), dotted: false };
  },
  "job-rate-limited": "actor",
  "job-started": null,
  "job-in-progress": (event) => toQueue(event, `still at ${event.job}, until ${formatMs(event.deadline)}`),
  "job-failed": "actor",
  "job-ack-sent": (event) => toQueue(event, `ack ${event.job}`),
  "job-acked": (event) => fromQueue(event, `deleted ${event.job}`),
  "job-naked": (event) => {
    const when = event.delayMs === 0 ? "at once" : `in ${formatDuration(event.delayMs)}`;
    return toQueue(event, `nak ${event.job}, again ${when}`);
  },
  "job-dead-lettered": "both",
  "job-expired": "actor",
  "dead-letters-listed": null,
  "dead-letters-grouped": null,
  "job-replayed": null,
  "dead-letter-discarded": "both",
  "desk-left": null,
  "child-finished": "actor",
  "queue-polled": null,
  "event-appended": (event) => toLog(event, event.duplicate ? `${event.event} again: known` : `adds ${event.event}`),
  "event-read": (event) => {
    const again = event.attempt > 1 ? `, delivery ${event.attempt}` : "";
    return {
      kind: "arrow",
      from: log(event.log),
      to: actor(event.actor),
      dotted: false,
      text: `${event.event}${again}`,
    };
  },
  "event-failed": "actor",
  "event-handled": (event) => toLog(event, `${event.reader} is past ${event.event}`),
  "offset-moved": null,
  "offsets-forgotten": "actor",
  "appender-finished": null,
  "log-observed": null,
  "request-sent": (event) => {
    const again = event.try > 1 ? `, try ${event.try}` : "";
    const address = `reply to ${event.replyTo}, correlation id ${event.correlation}`;
    return toQueue(event, `asks for ${event.request}${again} (${address})`);
  },
  "request-timed-out": "actor",
  "reply-sent": (event) => {
    const to = { actor: event.actor, queue: event.replyTo };
    return toQueue(to, `answer to ${event.request} (correlation id ${event.correlation})`);
  },
  "reply-received": "actor",
  "reply-stale": "actor",
  "reply-late": "actor",
  "reply-duplicate": "actor",
  "reply-orphaned": "actor",
  "flow-started": "actor",
  "step-commanded": "actor",
  "step-done": null,
  "step-failed": "actor",
  "step-timed-out": "actor",
  "flow-compensating": "actor",
  "flow-ended": "actor",
  "flow-stuck": "actor",
  "flow-state-saved": null,
  "flow-forgotten": null,
  "timer-set": null,
  "timer-cleared": null,
  "timer-fired": null,
  "machine-state-changed": null,
  "flow-event-dropped": "actor",
  "flow-looked-up": null,
  "server-stopped": "actor",
  "server-started": "actor",
  "leader-seen": null,
  "connection-lost": "actor",
  "connection-restored": "actor",
  "effect-applied": (event) => {
    const money = event.amountCents === 0 ? "" : `, ${formatMoney(event.amountCents)}`;
    return toWorld(event, `${event.effect} ${event.job}${money}`);
  },
  "effect-deduplicated": (event) => toWorld(event, `${event.effect} ${event.job} again: key known, nothing done`),
  "effect-prevented": (event) => toWorld(event, `call off ${event.effect} ${event.job}`),
  "effect-refused": (event) => toWorld(event, `${event.effect} ${event.job}: ${REFUSED[event.reason]}`),
  "queue-observed": null,
  "fault-injected": null,
  "intervention-made": null,
  "check-passed": null,
  "check-failed": null,
};

function lineOf(event: TraceEvent): DiagramLine | null {
  const draw = DRAWN[event.type] as Draw<EventType>;
  const line = typeof draw === "function" ? draw(event) : draw;
  if (line === null || typeof line === "object") return line;
  if (event.type === "actor-started" && event.incarnation === 1) return null;
  return noteOf(event, line);
}

type AtQueue = { readonly actor: string; readonly queue: string };

function toQueue(event: AtQueue, text: string): Arrow {
  return { kind: "arrow", from: actor(event.actor), to: queue(event.queue), dotted: false, text };
}

function fromQueue(event: AtQueue, text: string): Arrow {
  return { kind: "arrow", from: queue(event.queue), to: actor(event.actor), dotted: true, text };
}

function toLog(event: { readonly actor: string; readonly log: string }, text: string): Arrow {
  return { kind: "arrow", from: actor(event.actor), to: log(event.log), dotted: false, text };
}

/** Who asked for an effect is told by its cause; without one it is a note. */
const REFUSED = { down: "no answer", "stale-token": "refused, an older fencing token" } as const;

function toWorld({ actor: world, cause }: TraceEvent, text: string): Arrow | Place {
  const asker = /^(.*)\/\d+\/\d+$/s.exec(cause ?? "")?.[1];
  if (asker === undefined) return "actor";
  return { kind: "arrow", from: actor(asker), to: actor(world), dotted: false, text };
}

/** The event's sentence, without the name that it stands over. */
function noteOf(event: TraceEvent, place: Place): Note {
  const sentence = describeEvent(event);
  const own = `${event.actor} `;
  const said = sentence.startsWith(own) ? sentence.slice(own.length) : sentence;
  const text = `${formatMs(event.at)} ${said}`;
  const who = actor(event.actor);
  if (place === "actor" || !("queue" in event)) return { kind: "note", over: [who], text };
  return { kind: "note", over: place === "queue" ? [queue(event.queue)] : [who, queue(event.queue)], text };
}
