import type { Arrow, Place } from "./diagram-parts.ts";
import type { EventStamp } from "./event.ts";

/** Chooses an icon and a colour, which a view shows beside the text and never instead of it. */
export type Tone = "plain" | "work" | "good" | "warn" | "bad";

/** The kind of a tick on the time machine's scale. */
export type MarkKind =
  | "sent"
  | "asked"
  | "answered"
  | "gave-up"
  | "expired"
  | "delivered"
  | "done"
  | "failed"
  | "dead-lettered"
  | "effect"
  | "recognized"
  | "refused"
  /** Of flows: a step was commanded, an outside service applied an effect, a step was answered, a flow ended. */
  | "commanded"
  | "outside"
  | "step-answered"
  | "ended"
  | "actor";

/** The kind of a flag on the time machine's scale: a tick with a label. */
export type FlagKind =
  | "fault"
  | "crash"
  | "restart"
  | "intervention"
  | "gave-up"
  | "stray"
  | "lost"
  | "paused"
  | "step-timeout"
  | "compensating"
  | "stuck";

/** How views show one type of event. */
export type EventKind<E> = {
  /** One plain sentence without the event's time: everyday words first, the system's term in brackets. */
  readonly says: (event: E) => string;
  /** How a sequence diagram shows the event: as a note at a place, as an arrow, or not at all (null). */
  readonly draws: Place | null | ((event: E) => Arrow | Place);
  readonly tone: Tone;
  /** The event's tick on the time scale; absent: none. */
  readonly mark?: MarkKind;
  /** The event's tick on the time scale of a run with flows, which has too many events to mark all; absent: none. */
  readonly flowMark?: MarkKind;
  /** The event's flag on the time scale; absent: none. */
  readonly flag?: {
    readonly kind: FlagKind;
    /** Which events have the flag; absent: all of the type. */
    readonly when?: (event: E) => boolean;
    /** The flag's label; absent: the event's sentence. */
    readonly says?: (event: E) => string;
  };
};

type Kinds<Body extends { readonly type: string }> = {
  readonly [T in Body["type"]]: EventKind<EventStamp & Extract<Body, { readonly type: T }>>;
};

/** The events of one family: their shapes as a type, and a table with one row for each type. */
export type Family<Body extends { readonly type: string }> = {
  readonly kinds: Kinds<Body>;
  /** Carries the union of the shapes as a type. It has no value. */
  readonly body?: Body;
  /** Whether the event belongs to the family. */
  readonly has: <E extends { readonly type: string }>(event: E) => event is Extract<E, { readonly type: Body["type"] }>;
};

/** Declares a family. A type without a row, and a row without a type, do not compile. */
export function family<Body extends { readonly type: string }>(kinds: Kinds<Body>): Family<Body> {
  return {
    kinds,
    has: <E extends { readonly type: string }>(event: E): event is Extract<E, { readonly type: Body["type"] }> =>
      Object.hasOwn(kinds, event.type),
  };
}
