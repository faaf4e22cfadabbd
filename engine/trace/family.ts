import type { Arrow, Place } from "./diagram-parts.ts";
import type { EventStamp } from "./event.ts";

/** For an icon and a colour beside a word, never instead of it. */
export type Tone = "plain" | "work" | "good" | "warn" | "bad";

/** A thin line on the scale of the time machine. */
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
  /** Of flows: a step is commanded, the outside world did something, a step is answered, a flow has ended. */
  | "commanded"
  | "outside"
  | "step-answered"
  | "ended"
  | "actor";

/** What stands out of the scale of the time machine, with a word. */
export type FlagKind =
  | "fault"
  | "crash"
  | "restart"
  | "intervention"
  | "gave-up"
  | "stray"
  | "lost"
  | "frozen"
  | "step-timeout"
  | "compensating"
  | "stuck";

/** Everything that a view says about one type of event, apart from its shape. */
export type EventKind<E> = {
  /** One plain sentence: everyday words first, the system's word in brackets. It holds no time of its own. */
  readonly says: (event: E) => string;
  /** How a sequence diagram shows it: a note at a place, an arrow, or null to leave it out. */
  readonly draws: Place | null | ((event: E) => Arrow | Place);
  readonly tone: Tone;
  /** Its tick on the time scale; absent: none. */
  readonly mark?: MarkKind;
  /** Its tick on the time scale of a run with flows, which has too many events to mark them all; absent: none. */
  readonly flowMark?: MarkKind;
  /** Its flag on the time scale; absent: none. */
  readonly flag?: {
    readonly kind: FlagKind;
    /** Absent: every event of the type has one. */
    readonly when?: (event: E) => boolean;
    /** Absent: the event's sentence. */
    readonly says?: (event: E) => string;
  };
};

type Kinds<Body extends { readonly type: string }> = {
  readonly [T in Body["type"]]: EventKind<EventStamp & Extract<Body, { readonly type: T }>>;
};

/** The events of one family: their shapes as a type, everything else as a table that has a row for each type. */
export type Family<Body extends { readonly type: string }> = {
  readonly kinds: Kinds<Body>;
  /** Carries the union of the shapes; it has no value. */
  readonly body?: Body;
  /** Is this event one of the family's? */
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
