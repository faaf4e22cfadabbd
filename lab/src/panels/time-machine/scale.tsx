import { useMemo } from "react";
import type { Marks, TickMark } from "./types.ts";
import css from "./time-machine.module.css";

/** One lane per kind of event, so that position and word distinguish them, not only colour. */
export type Lane = { readonly word: string; readonly kinds: readonly TickMark["kind"][] };
const LANES: readonly Lane[] = [
  { word: "sent", kinds: ["sent"] },
  { word: "asked", kinds: ["asked"] },
  { word: "commanded", kinds: ["commanded"] },
  { word: "outside", kinds: ["outside"] },
  { word: "replied", kinds: ["step-answered"] },
  { word: "taken", kinds: ["delivered"] },
  { word: "charged", kinds: ["effect"] },
  { word: "recognized", kinds: ["recognized"] },
  { word: "refused", kinds: ["refused"] },
  { word: "failed", kinds: ["failed", "dead-lettered"] },
  { word: "done", kinds: ["done"] },
  { word: "skipped", kinds: ["expired"] },
  { word: "answered", kinds: ["answered"] },
  { word: "gave up", kinds: ["gave-up"] },
  { word: "ended", kinds: ["ended"] },
];

export const LANE_HEIGHT = 12;

export function lanesOf(marks: Marks): readonly Lane[] {
  const present = new Set(marks.ticks.map((tick) => tick.kind));
  return LANES.filter((lane) => lane.kinds.some((kind) => present.has(kind)));
}

export function Scale({ marks, lanes }: { readonly marks: Marks; readonly lanes: readonly Lane[] }) {
  const paths = useMemo(() => lanes.map((lane, row) => lanePath(marks, lane, row)), [marks, lanes]);
  const seconds = useMemo(() => gridSeconds(marks.endMs), [marks.endMs]);
  const height = Math.max(1, lanes.length) * LANE_HEIGHT;
  const width = Math.max(1, marks.endMs);
  return (
    <svg
      className={css["scale"]}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ blockSize: height }}
      aria-hidden="true"
    >
      {marks.absences.map(({ from, to }) => (
        <rect key={from} className={css["away"]} x={from} y={0} width={to - from} height={height} />
      ))}
      <path className={css["grid"]} d={seconds.map((ms) => `M${ms},0 V${height}`).join(" ")} />
      {paths.map((d, row) => (
        <path key={lanes[row]?.word} className={css["ticks"]} data-lane={lanes[row]?.word} d={d} />
      ))}
    </svg>
  );
}

function lanePath({ ticks }: Marks, { kinds }: Lane, row: number): string {
  const top = row * LANE_HEIGHT + 2.5;
  const bottom = (row + 1) * LANE_HEIGHT - 2.5;
  return ticks
    .filter((tick) => kinds.includes(tick.kind))
    .map((tick) => `M${tick.at},${top} V${bottom}`)
    .join(" ");
}

/** About 6 to 12 grid lines, at round seconds. */
export function gridSeconds(endMs: number): number[] {
  const step =
    [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000].find((ms) => endMs / ms <= 12) ?? 3_600_000;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, i) => i * step);
}
