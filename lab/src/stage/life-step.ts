import { formatMs } from "../../../engine/views.ts";
import type { EventId } from "../../../engine/trace/event.ts";
import type { Tone } from "../../../engine/trace/family.ts";
import type { SendRecord } from "./trace/records.ts";
import type { RunIndex } from "./trace/run-index.ts";

/**
 * One part's contribution to the life of a job, an event or an order. `index` holds the facts of all parts, as in
 * `part.ts`.
 */
export type Life = {
  life(index: RunIndex, job: string): readonly DraftStep[];
  /** The first step of a job in this part's words; null if it has none. */
  sent?(index: RunIndex, send: SendRecord): DraftStep | null;
};

/** One line of a message's passport. */
export type LifeStep = {
  readonly at: number;
  /** '00:04.200' */
  readonly time: string;
  /** In plain words: 'came back after 5 s'. */
  readonly text: string;
  /** In the system's terms: 'ackWait passed, delivery 2'; empty if there is nothing to add. */
  readonly system: string;
  readonly tone: Tone;
  /** True if no event says so: it follows from the events in `eventIds`. */
  readonly derived: boolean;
  readonly eventIds: readonly EventId[];
  /** The actor that did it; null for the queue. */
  readonly actor: string | null;
  readonly attempt: number | null;
};

/** A step before sorting. `order` separates steps of one moment; it is the event's `seq` if there is one. */
export type DraftStep = {
  readonly at: number;
  readonly order: number;
  readonly text: string;
  readonly system: string;
  readonly tone: Tone;
  readonly eventIds: readonly EventId[];
  readonly actor: string | null;
  readonly attempt?: number | null;
  readonly derived?: boolean;
};

/** The part of a step that comes from its event. */
export function stamp(event: {
  readonly at: number;
  readonly seq: number;
  readonly id: EventId;
  readonly actor: string;
}): Pick<DraftStep, "at" | "order" | "eventIds" | "actor"> {
  return { at: event.at, order: event.seq, eventIds: [event.id], actor: event.actor };
}

/** The steps of one life, in the order of time. */
export function inOrder(steps: readonly DraftStep[]): LifeStep[] {
  return [...steps].sort((a, b) => a.at - b.at || a.order - b.order).map(finish);
}

function finish({ at, text, system, tone, derived = false, eventIds, actor, attempt = null }: DraftStep): LifeStep {
  return { at, time: formatMs(at), text, system, tone, derived, eventIds, actor, attempt };
}

/** A sentence without the system's term at its end. */
export function withoutBrackets(sentence: string): string {
  return sentence.replace(/ \([^()]*\)$/, "");
}
