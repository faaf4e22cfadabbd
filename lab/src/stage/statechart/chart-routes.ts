import { largest, smallest } from "../../../../engine/views.ts";
import type { ChartEdge } from "./chart-edges.ts";

/**
 * The routes of arrows between siblings: straight down to the next in a lane; through a channel beside the lane to one
 * further on (right) or back (left), with one channel per target; straight or with one corner to another lane. Words
 * are shown where there is room: at straight arrows, and between lanes.
 */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Point = { readonly x: number; readonly y: number };
export type Arrow = {
  readonly points: readonly Point[];
  /** Where its words begin. `width` 0: there is no room, so only the list of transitions has them. */
  readonly words: Point & { readonly width: number; readonly above: boolean };
};

export type PlacedArrow = Arrow & { readonly edge: ChartEdge };

type Boxes = ReadonlyMap<string, Box>;
const BESIDE_WORDS = 108;

export function route(
  edges: readonly ChartEdge[],
  lanes: readonly (readonly string[])[],
  boxes: Boxes,
  channel: number,
): PlacedArrow[] {
  const channels = new Channels(lanes, boxes, channel);
  return edges.flatMap((edge): PlacedArrow[] => {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    if (!from || !to) return [];
    const lane = lanes.find((one) => one.includes(edge.from)) ?? [];
    if (!lane.includes(edge.to)) return [{ edge, ...across(from, to) }];
    const steps = lane.indexOf(edge.to) - lane.indexOf(edge.from);
    if (steps === 1) return [{ edge, ...down(from, to) }];
    return [{ edge, ...channels.around(edge, lane, steps > 0) }];
  });
}

/** A little left of the middle: its words are on its right and should end before the channels begin. */
function down(from: Box, to: Box): Arrow {
  const x = from.x + from.width / 2 - 0.14 * Math.min(from.width, to.width);
  return {
    points: [
      { x, y: from.y + from.height },
      { x, y: to.y },
    ],
    words: { x: x + 8, y: from.y + from.height, width: from.width / 2 + 40, above: false },
  };
}

/** From side to side, at the height where it leaves, as far as the other box reaches there. */
function across(from: Box, to: Box): Arrow {
  const right = to.x >= from.x + from.width;
  const start = { x: right ? from.x + from.width : from.x, y: middle(from) };
  const x = right ? to.x : to.x + to.width;
  const level = Math.min(to.y + to.height - 10, Math.max(to.y + 10, start.y));
  const corner = start.x + (x - start.x) / 2;
  const points =
    level === start.y
      ? [start, { x, y: level }]
      : [start, { x: corner, y: start.y }, { x: corner, y: level }, { x, y: level }];
  const words = {
    x: Math.min(start.x, x) + 6,
    y: start.y,
    width: Math.min(BESIDE_WORDS, Math.abs(x - start.x) - 8),
    above: true,
  };
  return { points, words: { ...words, width: right ? words.width : 0 } };
}

const middle = ({ y, height }: Box): number => y + height / 2;

/** Beside each lane, one channel per target. The nearest belongs to the first target. */
class Channels {
  private readonly lanes: readonly (readonly string[])[];
  private readonly boxes: Boxes;
  private readonly channel: number;
  private readonly used = new Map<string, number>();

  constructor(lanes: readonly (readonly string[])[], boxes: Boxes, channel: number) {
    this.lanes = lanes;
    this.boxes = boxes;
    this.channel = channel;
  }

  around(edge: ChartEdge, lane: readonly string[], ahead: boolean): Arrow {
    const all = lane.flatMap((path) => this.boxes.get(path) ?? []);
    const side = ahead
      ? largest(
          all.map(({ x, width }) => x + width),
          -Infinity,
        )
      : smallest(
          all.map(({ x }) => x),
          Infinity,
        );
    const at = this.numberOf(`${this.lanes.indexOf(lane)} ${ahead}`, edge.to) + 1;
    const x = side + (ahead ? 1 : -1) * at * this.channel;
    const [from, to] = [this.boxes.get(edge.from) as Box, this.boxes.get(edge.to) as Box];
    const end = (box: Box, share: number): Point => ({
      x: ahead ? box.x + box.width : box.x,
      y: box.y + Math.min(box.height, 46) * share,
    });
    const [start, stop] = [end(from, 0.7), end(to, 0.3)];
    return {
      points: [start, { x, y: start.y }, { x, y: stop.y }, stop],
      words: { x, y: start.y, width: 0, above: true },
    };
  }

  private numberOf(side: string, target: string): number {
    const known = this.used.get(`${side} ${target}`);
    if (known !== undefined) return known;
    const next = [...this.used.keys()].filter((key) => key.startsWith(`${side} `)).length;
    this.used.set(`${side} ${target}`, next);
    return next;
  }
}
