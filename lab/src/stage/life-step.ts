import type { EventId } from "../../../engine/trace/event.ts";
import type { Tone } from "../../../engine/trace/family.ts";
import { formatMs } from "../../../engine/trace/format.ts";
import type { LifeStep } from "./types.ts";

/** A step before it is put in its place: `order` parts steps of one moment, and is the event's `seq` where there is one. */
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

/** The steps of one life in the order of time. */
export function inOrder(steps: readonly DraftStep[]): LifeStep[] {
  return [...steps].sort((a, b) => a.at - b.at || a.order - b.order).map(finish);
}

function finish({ at, text, system, tone, derived = false, eventIds, actor, attempt = null }: DraftStep): LifeStep {
  return { at, time: formatMs(at), text, system, tone, derived, eventIds, actor, attempt };
}
