import { largest } from "../../../../engine/views.ts";
import type { ChartEdge } from "./chart-edges.ts";
import type { ChartNode } from "./types.ts";
import { plainName } from "./chart-words.ts";
import { lanesOf } from "./chart-lanes.ts";
import { route, type Box, type PlacedArrow } from "./chart-routes.ts";

/**
 * The position of each state of a chart: nested boxes. The children of a compound state are in lanes, the success path
 * first. Parallel regions are side by side. The layout depends only on the machine, so nothing moves while a flow runs.
 * Pure; one unit is one CSS pixel.
 */
export type PlacedState = Box & { readonly path: string; readonly look: "leaf" | "group" | "region" };
export type ChartLayout = {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly arrows: readonly PlacedArrow[];
  /** A small dot leads to the initial state. */
  readonly starts: readonly { readonly x: number; readonly y: number }[];
  /** Between parallel regions. */
  readonly dividers: readonly { readonly x: number; readonly y: number; readonly height: number }[];
};

/** `one`: everything in one column; `wide`: side lanes are beside the main one. */
export type Room = "wide" | "one";

const LEAF = { width: 160, height: 46, low: 30 };
const HEAD = 26;
const PAD = 12;
/** Room for an arrow, and for an arrow with words. */
const GAP = 14;
const WORDS = 34;
const BESIDE = 116;
const CHANNEL = 11;

type Part = ChartLayout;

export function layOutChart(root: ChartNode, edges: readonly ChartEdge[], room: Room): ChartLayout {
  return shifted(compound(root, edges, room), 1, 1, 2);
}

function partOf(state: ChartNode, edges: readonly ChartEdge[], room: Room): Part {
  if (state.states.length === 0) return leaf(state);
  const inner = state.kind === "parallel" ? regions(state, edges, room) : compound(state, edges, room);
  return framed(state.path, "group", inner);
}

function leaf({ path, key, invokes, transitions }: ChartNode): Part {
  const width = Math.max(LEAF.width, 40 + plainName(key).length * 7.4);
  const height = waits(invokes, transitions) ? LEAF.height : LEAF.low;
  return { ...EMPTY, width, height, states: [{ path, look: "leaf", x: 0, y: 0, width, height }] };
}

/** What it waits for takes its own line. */
const waits = (invokes: ChartNode["invokes"], transitions: ChartNode["transitions"]): boolean =>
  invokes.length > 0 || transitions.some(({ by }) => by.kind === "after");

/** With a frame around it and a line for its name. */
function framed(path: string, look: "group" | "region", inner: Part): Part {
  const pad = look === "group" ? PAD : 0;
  const part = shifted(inner, pad, HEAD, 0);
  const [width, height] = [inner.width + 2 * pad, inner.height + HEAD + pad];
  return { ...part, width, height, states: [{ path, look, x: 0, y: 0, width, height }, ...part.states] };
}

function regions(state: ChartNode, edges: readonly ChartEdge[], room: Room): Part {
  const parts = state.states.map((region) =>
    region.states.length === 0
      ? leaf(region)
      : framed(
          region.path,
          "region",
          region.kind === "parallel" ? regions(region, edges, room) : compound(region, edges, room),
        ),
  );
  const height = largest(
    parts.map((part) => part.height),
    0,
  );
  let x = 0;
  const placed = parts.map((part) => {
    const here = shifted(part, x, 0, 0);
    x += part.width + 2 * PAD;
    return { ...here, right: x - PAD };
  });
  return {
    ...merged(placed),
    width: x - 2 * PAD,
    height,
    dividers: [
      ...placed.flatMap(({ dividers }) => dividers),
      ...placed.slice(0, -1).map(({ right }) => ({ x: right, y: 4, height: height - 4 })),
    ],
  };
}

function compound(state: ChartNode, all: readonly ChartEdge[], room: Room): Part {
  const edges = all.filter(({ parent }) => parent === state.path);
  const lanes = lanesOf(state, edges, room === "one");
  const parts = new Map(state.states.map((child) => [child.path, partOf(child, all, room)]));
  const boxes = new Map<string, Box>();
  const sides = lanes.map((lane) => sidesOf(lane, edges));
  let [x, height] = [0, 0];
  lanes.forEach((lane, i) => {
    const side = sides[i] ?? { left: 0, right: 0 };
    const width = largest(
      lane.map((path) => parts.get(path)?.width ?? 0),
      0,
    );
    x += (i > 0 ? BESIDE : 0) + side.left * CHANNEL;
    let y = 0;
    lane.forEach((path, row) => {
      const part = parts.get(path) ?? EMPTY;
      if (row > 0) y += isStep(edges, lane[row - 1], path) ? WORDS : GAP;
      boxes.set(path, { x: x + (width - part.width) / 2, y, width: part.width, height: part.height });
      y += part.height;
    });
    x += width + side.right * CHANNEL;
    height = Math.max(height, y);
  });
  const placed = state.states.map(({ path }) => {
    const box = boxes.get(path) ?? { x: 0, y: 0, width: 0, height: 0 };
    return shifted(parts.get(path) ?? EMPTY, box.x, box.y, 0);
  });
  const inner = merged(placed);
  const first = state.states[0] && boxes.get(firstOf(state));
  return {
    ...inner,
    width: x,
    height,
    arrows: [...inner.arrows, ...route(edges, lanes, boxes, CHANNEL)],
    starts: [...inner.starts, ...(first ? [{ x: first.x + first.width - 22, y: first.y }] : [])],
  };
}

/** How many arrows run beside a lane's boxes, on each side. */
function sidesOf(lane: readonly string[], edges: readonly ChartEdge[]): { left: number; right: number } {
  const within = edges.filter(({ from, to }) => lane.includes(from) && lane.includes(to));
  const back = within.filter(({ from, to }) => lane.indexOf(to) <= lane.indexOf(from));
  const ahead = within.filter(({ from, to }) => lane.indexOf(to) > lane.indexOf(from) + 1);
  const busses = (list: readonly ChartEdge[]) => new Set(list.map(({ to }) => to)).size;
  return { left: busses(back) > 0 ? busses(back) + 1 : 0, right: busses(ahead) > 0 ? busses(ahead) + 1 : 0 };
}

const isStep = (edges: readonly ChartEdge[], from: string | undefined, to: string): boolean =>
  edges.some((edge) => edge.from === from && edge.to === to);

/** The children are in the order of the machine. The first is nearly always the initial state. */
const firstOf = ({ states }: ChartNode): string => states[0]?.path ?? "";

const EMPTY: Part = { width: 0, height: 0, states: [], arrows: [], starts: [], dividers: [] };

function merged(parts: readonly Part[]): Pick<Part, "states" | "arrows" | "starts" | "dividers"> {
  return {
    states: parts.flatMap(({ states }) => states),
    arrows: parts.flatMap(({ arrows }) => arrows),
    starts: parts.flatMap(({ starts }) => starts),
    dividers: parts.flatMap(({ dividers }) => dividers),
  };
}

function shifted(part: Part, dx: number, dy: number, grow: number): Part {
  const move = <T extends { readonly x: number; readonly y: number }>(one: T): T => ({
    ...one,
    x: one.x + dx,
    y: one.y + dy,
  });
  return {
    width: part.width + grow,
    height: part.height + grow,
    states: part.states.map(move),
    starts: part.starts.map(move),
    dividers: part.dividers.map(move),
    arrows: part.arrows.map((arrow) => ({ ...arrow, points: arrow.points.map(move), words: move(arrow.words) })),
  };
}
