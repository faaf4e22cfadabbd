import { ofType } from "../../../../engine/trace/of-type.ts";
import type { Span } from "../trace/span-index.ts";
import type { TraceIndex } from "../trace/trace-index.ts";

/** When the world outside answers nobody: from the trace, and how long from the scenario's fault. */
export function outagesOf({ events, source }: Pick<TraceIndex, "events" | "source">): Span[] {
  return ofType(events, "fault-injected").flatMap(({ at, what, fault }) => {
    const spec = source.scenario.faults[fault];
    return what === "outage" && spec?.kind === "outage" ? [{ from: at, to: at + spec.forMs }] : [];
  });
}

/** The end of the outage that is on at a moment; null when there is none. */
export function outageUntil(index: TraceIndex, atMs: number): number | null {
  const on = outagesOf(index).filter(({ from, to }) => from <= atMs && atMs < to);
  return on.length === 0 ? null : Math.max(...on.map(({ to }) => to));
}
