import type { EventBody, EventType, TraceEvent } from "./events.ts";
import type { EventId, EventStamp } from "./event.ts";

/** An event that the collector has not numbered yet. */
export type RecordedEvent = Omit<EventStamp, "seq"> & EventBody;

/** Records the events of one incarnation of an actor. */
export type Recorder = {
  /** Records an event and returns its id, which the events that follow from it name as their cause. */
  record(body: EventBody, cause?: EventId | null): EventId;
};

export type RecorderOptions = {
  readonly actor: string;
  readonly incarnation: number;
  /** Returns the moment of an event. */
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
 * Gives events their `seq`, in an order in which causes precede their effects. Every process writes to its own pipe, so
 * the host may read an effect before its cause; such an event waits for its cause. A cause that never arrives (its process
 * was killed before the write) becomes null at `flush`.
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

  /** The number of events of this type so far. */
  count(type: EventType): number {
    return this.counts.get(type) ?? 0;
  }

  /** Appends the events that still wait for a missing cause, each followed by the events that it caused. */
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
