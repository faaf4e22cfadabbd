import { describeEvent, EVENT_KINDS, kindOf } from "../../../../engine/views.ts";
import type { MarkKind } from "../../../../engine/trace/family.ts";
import type { EventType, TraceEvent } from "../../../../engine/trace/events.ts";
import { decisiveMoment } from "../../lessons/figures.ts";
import { jobOf } from "../events/event-rows.ts";
import { mergeSpans } from "../../stage/trace/sorted.ts";
import { PARTS } from "../../stage/parts.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import type { FlagMark, Marks, TickMark } from "./types.ts";

/** The marks on the scale of the time machine: a tick for each event, a flag for each important one. */
export function marks(index: TraceIndex, decisiveSays = ""): Marks {
  const markOf = index.flows ? flowMarkKind : markKinds(index);
  const ticks = index.events.flatMap((event): TickMark[] => {
    const kind = markOf(event);
    return kind === null ? [] : [{ at: event.at, seq: event.seq, kind }];
  });
  const flags = [
    ...eventFlags(index.events),
    ...PARTS.flatMap((part) => ("flags" in part ? part.flags(index) : [])),
    ...decisiveFlags(index, decisiveSays),
  ];
  return { endMs: index.endMs, ticks, flags: flags.sort((a, b) => a.at - b.at), absences: absencesOf(index) };
}

/** From the row of each event type, without those that a part hides. */
function markKinds(index: TraceIndex): (event: TraceEvent) => MarkKind | null {
  const quiet = PARTS.flatMap((part) => ("quiet" in part ? part.quiet(index) : []));
  return (event) => (quiet.some((is) => is(event)) ? null : (EVENT_KINDS[event.type].mark ?? null));
}

/** The events of a flow that tell its story: asked, commanded, done outside, answered, ended. */
function flowMarkKind({ type }: TraceEvent): MarkKind | null {
  return EVENT_KINDS[type].flowMark ?? null;
}

/** From the row of each event type. */
function eventFlags(events: readonly TraceEvent[]): FlagMark[] {
  const isToldByOthers = toldByOthers(events);
  return events.flatMap((event): FlagMark[] => {
    const { flag } = kindOf(event);
    if (!flag || flag.when?.(event) === false || isToldByOthers(event)) return [];
    const { at, seq } = event;
    const label = flag.says?.(event) ?? describeEvent(event);
    return [{ at, seq, kind: flag.kind, label, actor: struckBy(event) ?? event.actor, job: jobOf(event) }];
  });
}

/** The actor that a fault or an intervention strikes. */
function struckBy(event: TraceEvent): string | undefined {
  if (event.type === "intervention-made") return event.action.actor;
  return event.type === "fault-injected" ? event.target : undefined;
}

/** Faults whose effect has its own flag, and the first election of a queue's leader, which changes nothing. */
function toldByOthers(events: readonly TraceEvent[]): (event: TraceEvent) => boolean {
  const flaggedCauses = new Set(events.flatMap(({ cause, type }) => (isFlaggedAsBad(type) ? [cause] : [])));
  const firstLeaders = new Map<string, number>();
  for (const event of events)
    if (event.type === "leader-seen" && !firstLeaders.has(event.queue)) firstLeaders.set(event.queue, event.seq);
  return (event) =>
    event.type === "fault-injected"
      ? flaggedCauses.has(event.id)
      : event.type === "leader-seen" && firstLeaders.get(event.queue) === event.seq;
}

function isFlaggedAsBad(type: EventType): boolean {
  const { flag, tone } = EVENT_KINDS[type];
  return flag !== undefined && tone === "bad";
}

function absencesOf(index: TraceIndex): Marks["absences"] {
  const absences = PARTS.flatMap((part) => ("absences" in part ? part.absences(index) : []));
  const spans = absences.map(({ from, to }) => ({ from, to: Math.min(to, index.endMs) }));
  return mergeSpans(spans.sort((a, b) => a.from - b.from));
}

function decisiveFlags({ source, events }: TraceIndex, says: string): FlagMark[] {
  const { lesson } = source.scenario;
  const moment = lesson ? decisiveMoment(lesson, events) : null;
  if (!lesson || !moment) return [];
  return [{ at: moment.at, seq: moment.seq, kind: "decisive", label: says, actor: null, job: null }];
}
