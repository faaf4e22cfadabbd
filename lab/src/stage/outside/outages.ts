import { largest, ofType } from "../../../../engine/views.ts";
import type { Span } from "../trace/span-index.ts";
import type { RunRecords } from "../trace/run-index.ts";

/** The outages of the outside services: their start from the trace, their length from the scenario's fault. */
export function outagesOf({ events, source }: Pick<RunRecords, "events" | "source">): Span[] {
  return ofType(events, "fault-injected").flatMap(({ at, what, fault }) => {
    const spec = source.scenario.faults[fault];
    return what === "outage" && spec?.kind === "outage" ? [{ from: at, to: at + spec.forMs }] : [];
  });
}

/** The end of the current outage; null if there is none. */
export function outageUntil(index: RunRecords, atMs: number): number | null {
  const on = outagesOf(index).filter(({ from, to }) => from <= atMs && atMs < to);
  if (on.length === 0) return null;
  return largest(
    on.map(({ to }) => to),
    atMs,
  );
}
