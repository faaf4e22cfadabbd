import type { EventBody, EventType, TraceEvent } from "./events.ts";
import type { EventId, EventStamp } from "./event.ts";

/** An event that the collector has not numbered yet. */
export type RecordedEvent = Omit<EventStamp, "seq"> & EventBody;

/** Writes one actor incarnation's events. */
export type Recorder = {
  /** Records what has happened and returns the event's id, to be handed on as the cause of what follows. */
  record(body: EventBody, cause?: EventId | null): EventId;
};

export type RecorderOptions = {
  readonly actor: string;
  readonly incarnation: number;
  /** The moment of an event. */
  readonly stamp: () => { readonly at: number; readonly tick: number | null };
  readonly sink: (event: RecordedEvent) => void;
};

export function createRecorder({ actor, incarnation, stamp, sink }: RecorderOptions): Recorder {
  let n = 0;
  return {
    record(body, cause = null) {
      const id = `${actor}/${incarnation}/${++n}`;
      const { at, tick } = stamp();
      sink({ id, cause, at, tick, actor, incarnation, ...body });
      return id;
    },
  };
}

/**
 * Gives events their `seq` and holds back an event until its cause has arrived: processes write to pipes of their own,
 * and the host may read an effect before its cause. A cause that never comes (its process was killed before the write)
 * is waited for until `flush`, and then becomes null.
 */
export class Collector {
  readonly events: TraceEvent[] = [];
  private readonly known = new Set<EventId>();
  private readonly counts = new Map<EventType, number>();
  private readonly waiting = new Map<EventId, RecordedEvent[]>();
  private readonly onEvent: (event: TraceEvent) => void;

  constructor(onEvent: (event: TraceEvent) => void = () => {}) {
    this.onEvent = onEvent;
  }

  add(event: RecordedEvent): void {
    if (event.cause !== null && !this.known.has(event.cause)) {
      const others = this.waiting.get(event.cause);
      if (others) others.push(event);
      else this.waiting.set(event.cause, [event]);
      return;
    }
    this.append(event);
  }

  /** How many events of this type there are so far. */
  count(type: EventType): number {
    return this.counts.get(type) ?? 0;
  }

  /** Appends what still waits for a cause that did not come; what waits for one of these follows with its cause. */
  flush(): void {
    const held = new Set([...this.waiting.values()].flat().map((event) => event.id));
    for (const [cause, events] of [...this.waiting]) {
      if (held.has(cause)) continue;
      this.waiting.delete(cause);
      for (const event of events) this.append({ ...event, cause: null });
    }
  }

  private append(event: RecordedEvent): void {
    const numbered: TraceEvent = { seq: this.events.length + 1, ...event };
    this.events.push(numbered);
    this.known.add(event.id);
    this.counts.set(event.type, this.count(event.type) + 1);
    this.onEvent(numbered);
    const held = this.waiting.get(event.id);
    if (!held) return;
    this.waiting.delete(event.id);
    for (const effect of held) this.append(effect);
  }
}
