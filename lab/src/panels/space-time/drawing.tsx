import type { RefObject } from "react";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import { gridSeconds } from "../time-machine/scale.tsx";
import { chainTo, type Edge, type Mark, type SpaceTime } from "./space-time.ts";
import css from "./space-time.module.css";

type Tone = Mark["tone"];

export const LANE_PX = 24;
/** Where in the window the playhead stands. */
export const PLAYHEAD_PART = 0.6;

type View = { readonly from: number; readonly span: number; readonly width: number; readonly lanes: number };
const xOf = ({ from, span, width }: View, at: number) => Math.round((10 * width * (at - from)) / span) / 10;
const yOf = (lane: number) => (lane + 0.5) * LANE_PX;

type DrawingProps = {
  readonly index: TraceIndex;
  readonly scene: SpaceTime;
  readonly view: View;
  readonly place: number | null;
  readonly ref: RefObject<SVGGElement | null>;
};

/** One path per tone and one for all lines: as many elements for a crowded window as for an empty one. */
export function Drawing({ index, scene, view, place, ref }: DrawingProps) {
  const { marks, edges } = scene;
  const chain = new Set(place === null ? [] : chainTo(index, place));
  const isOfChain = ({ cause, effect }: Edge) => chain.has(cause.place) && chain.has(effect.place);
  const height = view.lanes * LANE_PX;
  const grid = gridSeconds(view.span).map((ms) => Math.floor(view.from / 1000) * 1000 + ms);
  const current = marks.find((mark) => mark.place === place);
  const playhead = view.width * PLAYHEAD_PART;
  return (
    <>
      <path
        className={css["lane"]}
        d={Array.from({ length: view.lanes }, (_, lane) => `M0,${yOf(lane)} H${view.width}`).join("")}
      />
      <g ref={ref}>
        <path className={css["grid"]} d={grid.map((at) => `M${xOf(view, at)},0 V${height}`).join("")} />
        <path className={css["edge"]} d={edges.map((edge) => lineOf(view, edge)).join("")} />
        <path
          className={css["chain"]}
          d={edges
            .filter(isOfChain)
            .map((edge) => lineOf(view, edge))
            .join("")}
        />
        {(Object.keys(SHAPES) as Tone[]).map((tone) => (
          <path
            key={tone}
            className={css["mark"]}
            data-tone={tone}
            d={marks.flatMap((mark) => (mark.tone === tone ? [shapeOf(view, mark)] : [])).join("")}
          />
        ))}
        {current && <circle className={css["current"]} cx={xOf(view, current.at)} cy={yOf(current.lane)} r="9" />}
      </g>
      <path className={css["playhead"]} d={`M${playhead},0 V${height}`} />
    </>
  );
}

/** With a head at its effect. */
function lineOf(view: View, { cause, effect }: Edge): string {
  const [x1, y1] = [xOf(view, cause.at), yOf(cause.lane)];
  const [x2, y2] = [xOf(view, effect.at), yOf(effect.lane)];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (turn: number) =>
    `${Math.round(x2 - 7 * Math.cos(angle + turn))},${Math.round(y2 - 7 * Math.sin(angle + turn))}`;
  return `M${x1},${y1}L${x2},${y2}M${wing(0.4)}L${x2},${y2}L${wing(-0.4)}`;
}

/** Each tone has a shape, so that colour does not carry it alone. */
const SHAPES: Record<Tone, string> = {
  plain: "m-2.5,0a2.5,2.5 0 1 0 5,0a2.5,2.5 0 1 0 -5,0",
  work: "m-3.5,-3.5h7v7h-7z",
  good: "m-4,0a4,4 0 1 0 8,0a4,4 0 1 0 -8,0",
  warn: "m0,-5l5,9h-10z",
  bad: "m-4,-4l8,8m0,-8l-8,8",
};
const shapeOf = (view: View, { at, lane, tone }: Mark) => `M${xOf(view, at)},${yOf(lane)}${SHAPES[tone]}`;

/** A click near a mark means its moment, any other the moment of its place. */
export function timeAt({ marks }: SpaceTime, { x, y, from, span, width }: Click): number {
  const view = { from, span, width, lanes: 0 };
  let near = { distance: 12, at: from + (span * x) / width };
  for (const { at, lane } of marks) {
    const distance = Math.hypot(xOf(view, at) - x, yOf(lane) - y);
    if (distance < near.distance) near = { distance, at };
  }
  return Math.max(0, near.at);
}

type Click = {
  readonly x: number;
  readonly y: number;
  readonly from: number;
  readonly span: number;
  readonly width: number;
};
