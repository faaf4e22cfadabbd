import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { onColoursChanged } from "../../binding/theme.ts";
import { useSize } from "../../binding/use-size.ts";
import { resolveColours } from "../../stage/canvas/palette.ts";
import { MomentRail } from "../time-machine/moment-rail.tsx";
import { text, type Chart } from "./charts.ts";
import css from "./charts.module.css";

/** Each line has a colour, a dash and a name, so that none of them carries the meaning alone. */
export const LINE_DASHES = [[], [6, 3], [2, 3], [9, 3, 2, 3], [1, 2], [12, 4]] as const;
const COLOURS = {
  line0: "--queue-line",
  line1: "--worker-line",
  line2: "--dead-line",
  line3: "--outside-line",
  line4: "--log-line",
  line5: "--orchestrator-line",
  ink: "--ink-2",
  grid: "--line",
} as const;
type Colours = Record<keyof typeof COLOURS, string>;
export const lineColour = (i: number): string => `var(${COLOURS[`line${i % 6}` as keyof typeof COLOURS]})`;

/** The room that the axes take: the playhead lies over what is left. The style sheet has the same figures. */
const GUTTER_PX = 54;
const FOOT_PX = 26;
const EDGE_PX = 8;

export type PlotProps = {
  /** As far as it may be seen. */
  readonly chart: Chart;
  readonly atMs: readonly number[];
  readonly endMs: number;
  readonly caption: string;
};

/** One chart. Its cursor is the playhead. */
export function Plot({ chart, atMs, endMs, caption }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const plot = useRef<uPlot | null>(null);
  const colours = useColours(box);
  const { unit, lines } = chart;
  const names = lines.map(({ name }) => name).join("|");
  useEffect(() => {
    if (!box.current || !size || !colours) return;
    const made = new uPlot(optionsOf({ unit, names: names.split("|"), size, colours, endMs }), [[]], box.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [unit, names, size, colours, endMs]);
  useEffect(() => {
    const past = lines[0]?.values.length ?? 0;
    plot.current?.setData([atMs.slice(0, past), ...lines.map(({ values }) => [...values])]);
  }, [lines, atMs, size, colours, unit, names, endMs]);
  return (
    <div className={css["plot"]} ref={box}>
      <div className={css["overlay"]}>
        <MomentRail endMs={endMs} label={`Moment, on the chart of ${chart.title.toLowerCase()}`} caption={caption} />
      </div>
    </div>
  );
}

/** The colours in force; null before the first frame. */
function useColours(box: React.RefObject<HTMLElement | null>): Colours | null {
  const [colours, setColours] = useState<Colours | null>(null);
  useEffect(() => {
    const read = () => box.current && setColours(resolveColours(box.current, COLOURS));
    read();
    return onColoursChanged(read);
  }, [box]);
  return colours;
}

type Drawn = {
  readonly unit: Chart["unit"];
  readonly names: readonly string[];
  readonly size: { readonly width: number; readonly height: number };
  readonly colours: Colours;
  readonly endMs: number;
};

function optionsOf({ unit, names, size, colours, endMs }: Drawn): uPlot.Options {
  const axis = { stroke: colours.ink, font: "12px 'Inter Variable', system-ui, sans-serif" };
  const grid = { stroke: colours.grid, width: 1 };
  const stepped = uPlot.paths.stepped?.({ align: -1 });
  return {
    ...size,
    padding: [EDGE_PX, EDGE_PX, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [0, endMs] },
      y: { range: (_plot, _min, max) => [0, Math.max(max * 1.05, unit === "share" ? 1 : unit === "ms" ? 10 : 1)] },
    },
    axes: [
      { ...axis, grid, ticks: { show: false }, size: FOOT_PX, values: (_plot, ticks) => ticks.map(secondsText) },
      {
        ...axis,
        grid,
        ticks: { show: false },
        size: GUTTER_PX,
        values: (_plot, ticks) => ticks.map((tick) => tickText(tick, unit)),
      },
    ],
    series: [
      {},
      ...names.map((label, i): uPlot.Series => {
        const stroke = colours[`line${i % 6}` as keyof Colours];
        const paths = stepped === undefined ? {} : { paths: stepped };
        return { label, stroke, width: 1.75, dash: [...(LINE_DASHES[i % 6] ?? [])], points: { show: false }, ...paths };
      }),
    ],
  };
}

const secondsText = (ms: number) => `${ms / 1000} s`;

function tickText(tick: number, unit: Chart["unit"]): string {
  if (unit === "messages") return Number.isInteger(tick) ? String(tick) : "";
  return unit === "ms" && tick >= 1000 ? `${tick / 1000} s` : text(tick, unit).replace(" per s", "/s");
}
