import { useMemo, useRef, type CSSProperties } from "react";
import { useSize } from "../../binding/use-size.ts";
import { formatMoment, formatSeconds } from "../../parts/format.ts";
import { chartEdges, takenEdges, type ChartEdge } from "./chart-edges.ts";
import type { Chart, ChartState, ChartView } from "./types.ts";
import { layOutChart, type ChartLayout, type PlacedState } from "./chart-layout.ts";
import type { PlacedArrow } from "./chart-routes.ts";
import css from "./chart-drawing.module.css";

/** Below this width, the side lanes are below the main one. */
const BESIDE = 540;
/** Below this size the text is unreadable, so the chart scrolls. */
const LEAST = 0.84;

export type ChartDrawingProps = {
  readonly chart: Chart;
  readonly view: ChartView;
  /** The state whose transitions are listed below. */
  readonly pointedAt: string | null;
  readonly onPoint: (path: string | null) => void;
};

/** The machine as nested boxes. The active states are highlighted and say so. */
export function ChartDrawing({ chart, view, pointedAt, onPoint }: ChartDrawingProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const edges = useMemo(() => chartEdges(chart), [chart]);
  const room = size !== null && size.width < BESIDE ? "one" : "wide";
  const layout = useMemo(() => layOutChart(chart.root, edges, room), [chart, edges, room]);
  const states = statesByPath(view.root);
  const taken = takenEdges(chart, edges, view.came);
  const scale = size === null ? 1 : Math.min(1, Math.max(LEAST, size.width / layout.width));
  return (
    // It scrolls if it does not fit, so it must be reachable by keyboard.
    <div className={css["frame"]} ref={frame} role="region" aria-label="Statechart, drawn" tabIndex={0}>
      <div className={css["room"]} style={{ inlineSize: layout.width * scale, blockSize: layout.height * scale }}>
        <div
          className={css["sheet"]}
          style={{ inlineSize: layout.width, blockSize: layout.height, transform: `scale(${scale})` }}
        >
          {layout.states.map((placed) => {
            const state = states.get(placed.path);
            return (
              state && (
                <State
                  key={placed.path}
                  placed={placed}
                  state={state}
                  pointedAt={placed.path === pointedAt}
                  onPoint={onPoint}
                />
              )
            );
          })}
          <Arrows layout={layout} taken={taken} pointedAt={pointedAt} />
          {layout.arrows.map((arrow) => (
            <Words key={`${arrow.edge.from}>${arrow.edge.to}`} arrow={arrow} taken={taken.includes(arrow.edge)} />
          ))}
        </div>
      </div>
    </div>
  );
}

function statesByPath(root: ChartState): Map<string, ChartState> {
  const all = (state: ChartState): ChartState[] => [state, ...state.states.flatMap(all)];
  return new Map(all(root).map((state) => [state.path, state]));
}

const boxOf = ({ x, y, width, height }: PlacedState): CSSProperties => ({
  insetInlineStart: x,
  insetBlockStart: y,
  inlineSize: width,
  blockSize: height,
});

type StateProps = {
  readonly placed: PlacedState;
  readonly state: ChartState;
  readonly pointedAt: boolean;
  readonly onPoint: (path: string | null) => void;
};

function State({ placed, state, pointedAt, onPoint }: StateProps) {
  const { path, name, kind, active, here, cameFrom, description } = state;
  return (
    <div
      className={css["state"]}
      style={boxOf(placed)}
      data-look={placed.look}
      data-kind={kind}
      data-path={path}
      data-active={active || undefined}
      data-here={here || undefined}
      data-came={cameFrom || undefined}
      data-pointed={pointedAt || undefined}
    >
      <button
        type="button"
        title={description ?? undefined}
        onClick={() => onPoint(path)}
        onFocus={() => onPoint(path)}
        onPointerEnter={() => onPoint(path)}
        onPointerLeave={() => onPoint(null)}
        onBlur={() => onPoint(null)}
      >
        <span className={css["line"]}>
          <span className={css["name"]}>{name}</span>
          {kind === "parallel" && <span className={css["atOnce"]}>all of this at once</span>}
          {here ? (
            <strong className={css["here"]}>here</strong>
          ) : cameFrom ? (
            <span className={css["came"]}>was here</span>
          ) : null}
        </span>
        <WaitLine state={state} />
      </button>
    </div>
  );
}

function WaitLine({ state: { wait, asks, kind, here } }: { readonly state: ChartState }) {
  if (wait && wait.until !== null) {
    return (
      <span className={`${css["wait"]} num`}>
        {wait.remainingMs > 0
          ? `until ${formatMoment(wait.until)}, ${formatSeconds(wait.remainingMs)}`
          : `was due ${formatMoment(wait.until)}`}
      </span>
    );
  }
  if (asks !== null) return <span className={css["asks"]}>{here ? "waits" : asks}</span>;
  return kind === "final" ? <span className="visually-hidden">, an end</span> : null;
}

type ArrowsProps = {
  readonly layout: ChartLayout;
  readonly taken: readonly ChartEdge[];
  readonly pointedAt: string | null;
};

function Arrows({ layout, taken, pointedAt }: ArrowsProps) {
  const { width, height, arrows, starts, dividers } = layout;
  const rank = ({ edge }: PlacedArrow) => (taken.includes(edge) ? 2 : edge.from === pointedAt ? 1 : 0);
  return (
    <svg className={css["arrows"]} width={width} height={height} aria-hidden="true">
      {dividers.map(({ x, y, height: long }) => (
        <path key={`${x},${y}`} className={css["divider"]} d={`M${x},${y} v${long}`} />
      ))}
      {starts.map(({ x, y }) => (
        <g key={`${x},${y}`} className={css["start"]}>
          <circle cx={x} cy={y - 7} r="3.5" />
          <path d={`M${x},${y - 7} v7`} />
        </g>
      ))}
      {[...arrows]
        .sort((a, b) => rank(a) - rank(b))
        .map((arrow) => (
          <g
            key={`${arrow.edge.from}>${arrow.edge.to}`}
            className={css["arrow"]}
            data-taken={taken.includes(arrow.edge) || undefined}
            data-pointed={arrow.edge.from === pointedAt || undefined}
          >
            <path d={`M${arrow.points.map(({ x, y }) => `${x},${y}`).join(" L")}`} />
            <path className={css["head"]} d={headOf(arrow)} />
          </g>
        ))}
    </svg>
  );
}

function headOf({ points }: PlacedArrow): string {
  const end = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? end;
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const back = { x: end.x - dx * 8, y: end.y - dy * 8 };
  return `M${end.x},${end.y} L${back.x - dy * 4},${back.y + dx * 4} L${back.x + dy * 4},${back.y - dx * 4} Z`;
}

/** The trigger of an arrow. The text below lists every transition too. */
function Words({ arrow: { words, edge }, taken }: { readonly arrow: PlacedArrow; readonly taken: boolean }) {
  if (words.width === 0) return null;
  const style = { insetInlineStart: words.x, insetBlockStart: words.y, maxInlineSize: words.width };
  return (
    <span
      className={css["words"]}
      style={style}
      data-above={words.above || undefined}
      data-taken={taken || undefined}
      aria-hidden="true"
    >
      {edge.label}
    </span>
  );
}
