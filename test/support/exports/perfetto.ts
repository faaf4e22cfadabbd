import { groupBy } from "../../../engine/kernel/group-by.ts";
import { perfettoJson } from "../../../engine/trace/export/perfetto.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";

/** An entry of the Trace Event Format, as far as tests read it. */
export type PerfettoEntry = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly id?: string;
  readonly cat?: string;
  readonly args: { readonly [name: string]: unknown };
};

export function entriesOf(events: readonly TraceEvent[]): PerfettoEntry[] {
  return entriesIn(perfettoJson([{ title: "a run", events }]));
}

export function entriesIn(json: string): PerfettoEntry[] {
  return (JSON.parse(json) as { traceEvents: PerfettoEntry[] }).traceEvents;
}

export const runSlices = (entries: readonly PerfettoEntry[]) => entries.filter(({ cat }) => cat === "run");

export const trackNames = (entries: readonly PerfettoEntry[]) =>
  entries.filter(({ name }) => name === "thread_name").map(({ args }) => args["name"]);

/** Slices of one track that overlap without being nested (TE1). */
export function overlapping(entries: readonly PerfettoEntry[]): string[] {
  const open = new Map<number, PerfettoEntry[]>();
  const slices = entries.filter(({ ph }) => ph === "X").toSorted((a, b) => a.ts - b.ts || b.dur - a.dur);
  return slices.flatMap((slice) => {
    const stack = (open.get(slice.tid) ?? []).filter((outer) => outer.ts + outer.dur > slice.ts);
    open.set(slice.tid, [...stack, slice]);
    const cut = stack.find((outer) => outer.ts + outer.dur < slice.ts + slice.dur);
    return cut === undefined ? [] : [`${slice.name} at ${slice.ts} leaves ${cut.name} on track ${slice.tid}`];
  });
}

/** Ends of arrows that no slice encloses: Perfetto drops such arrows. */
export function loose(entries: readonly PerfettoEntry[]): string[] {
  const slices = groupBy(
    entries.filter(({ ph }) => ph === "X"),
    ({ tid }) => String(tid),
  );
  return entries.flatMap(({ ph, tid, ts, id }) => {
    if (ph !== "s" && ph !== "f") return [];
    const held = slices.get(String(tid))?.some((slice) => slice.ts <= ts && ts < slice.ts + slice.dur);
    return held === true ? [] : [`${ph} of ${id}`];
  });
}
