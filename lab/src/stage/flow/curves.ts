import type { Shape, TopologyEdge } from "../types.ts";
import type { Curve } from "../canvas/path-table.ts";
import { bottom, left, right, top, type PlacedNode } from "../canvas/placed.ts";
import { across, along, downward } from "../canvas/route.ts";

/** The curves of a flow's edges: forward edges are straight, and edges back have their own lane. */

const TRUNK = 22;
const TALL_SIDE = 20;
const TALL_OUTSIDE = 34;

export function flowCurve(edge: TopologyEdge, from: PlacedNode, to: PlacedNode, shape: Shape): Curve {
  if (edge.kind === "dead-letter") return toDlq(from, to, shape === "tall");
  if (shape === "medium" && edge.kind === "keep") return downward(bottom(from, 0.18), top(to));
  if (shape === "tall" || (shape === "medium" && isStacked(edge, from, to))) return tallCurve(edge, from, to);
  return wideCurve(edge, from, to);
}

/** Medium, what stands before the services lies one below the other, as when all is tall. */
function isStacked({ kind }: TopologyEdge, from: PlacedNode, to: PlacedNode): boolean {
  if (kind === "send") return from.role !== "coordinator";
  if (kind === "deliver") return to.role === "coordinator";
  if (kind === "reply") return from.role === "coordinator";
  return kind === "return";
}

function wideCurve({ kind }: TopologyEdge, from: PlacedNode, to: PlacedNode): Curve {
  switch (kind) {
    case "send":
      return from.role === "coordinator" ? across(right(from), left(to)) : downward(top(from), bottom(to));
    case "deliver":
      return to.role === "coordinator"
        ? across(right(from), left(to, 0.3))
        : across(right(from), { x: to.x, y: Math.max(to.y + 12, from.y + from.height / 2) });
    case "reply":
      return from.role === "coordinator" ? across(left(from, 0.75), right(to)) : backBelow(from, to);
    case "return":
    case "keep":
      return downward(top(from), bottom(to));
    case "effect":
    case "dead-letter":
    case "tend":
    case "replay":
      return across(right(from), left(to));
  }
}

/** From a worker below its queue to the trunk of all answers, and along it to the reply queue. */
function backBelow(from: PlacedNode, to: PlacedNode): Curve {
  const start = left(from, 0.9);
  const end = right(to);
  const trunk = end.x + (from.x - end.x > 220 ? 92 - TRUNK : 26);
  return along([start, { x: trunk, y: start.y }, { x: trunk, y: end.y }, end]);
}

function tallCurve({ kind }: TopologyEdge, from: PlacedNode, to: PlacedNode): Curve {
  const above = (x: number, node: PlacedNode) => Math.min(0.9, Math.max(0.1, (x - node.x) / node.width));
  switch (kind) {
    case "send": {
      if (from.role !== "coordinator") return downward(bottom(from, above(to.x + to.width / 2, from)), top(to));
      const start = left(from, 0.7);
      const end = left(to);
      const side = -TALL_SIDE;
      return along([start, { x: side, y: start.y }, { x: side, y: end.y }, end]);
    }
    case "deliver":
      return to.role === "coordinator"
        ? downward(bottom(from), top(to, above(from.x + from.width / 2, to)))
        : across(right(from), { x: to.x, y: Math.max(to.y + 12, from.y + from.height / 2) });
    case "reply": {
      if (from.role === "coordinator") return downward(top(from, above(to.x + to.width / 2, from)), bottom(to));
      return bySide(right(from, 0.75), right(to), TALL_SIDE);
    }
    case "return":
      return downward(top(from, above(to.x + to.width / 2, from)), bottom(to, above(from.x + from.width / 2, to)));
    case "effect":
      return bySide(right(from, 0.3), right(to), TALL_OUTSIDE);
    case "keep":
    case "dead-letter":
    case "tend":
    case "replay":
      return across(right(from), left(to));
  }
}

function bySide(start: { x: number; y: number }, end: { x: number; y: number }, out: number): Curve {
  const side = Math.max(start.x, end.x) + out;
  return along([start, { x: side, y: start.y }, { x: side, y: end.y }, end]);
}

/**
 * The reader of the queue moves dead letters. If the dead-letter queue is in the same column, the edge runs along the
 * side.
 */
function toDlq(from: PlacedNode, to: PlacedNode, tall: boolean): Curve {
  if (!tall && to.x >= from.x + from.width) return across(right(from), left(to));
  if (to.x + to.width <= from.x) return across(left(from, 0.98), right(to));
  const start = left(from, 0.9);
  const end = left(to);
  const side = Math.min(start.x, end.x) - 14;
  return along([start, { x: side, y: start.y }, { x: side, y: end.y }, end]);
}
