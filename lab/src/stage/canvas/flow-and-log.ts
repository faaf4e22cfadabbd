import { largest } from "../../../../engine/views.ts";
import { flowLayout } from "../flow/layout.ts";
import { logLayout } from "../log/layout.ts";
import type { Shape, Topology } from "../types.ts";
import type { Curve, Point } from "./path-table.ts";
import type { Layout, StageLayout } from "./placed.ts";

const GAP = 56;

/** The positions in a run with a flow and a log: the flow as ever, and the log with what is linked to it beside or below. */
export const flowAndLogLayout: StageLayout = {
  fits: (topology) => flowLayout.fits(topology) && logLayout.fits(topology),
  shapeFor: (width, height) => (width < 640 ? "tall" : flowLayout.shapeFor(width, height)),
  place: layOutBoth,
  compact: true,
};

function layOutBoth(topology: Topology, room: Shape): Layout {
  const [ofLogs, others] = split(topology);
  const flow = flowLayout.place(others, room);
  const logs = logLayout.place(ofLogs, room === "tall" ? "tall" : "wide");
  const { right, bottom } = edgesOf(flow);
  const by = room === "tall" ? { x: 0, y: bottom + GAP } : { x: right + GAP, y: 0 };
  const moved = moveBy(logs, by);
  return { shape: flow.shape, nodes: [...flow.nodes, ...moved.nodes], edges: [...flow.edges, ...moved.edges] };
}

/** The logs with their producers and readers, and everything else. */
function split({ nodes, edges }: Topology): readonly [Topology, Topology] {
  const logs = new Set(nodes.filter(({ role }) => role === "log").map(({ id }) => id));
  const near = new Set([
    ...logs,
    ...edges.flatMap(({ from, to }) => (logs.has(from) || logs.has(to) ? [from, to] : [])),
  ]);
  const part = (isNear: boolean): Topology => ({
    nodes: nodes.filter(({ id }) => near.has(id) === isNear),
    edges: edges.filter(({ from, to }) => near.has(from) === isNear && near.has(to) === isNear),
  });
  return [part(true), part(false)];
}

function edgesOf({ nodes }: Layout): { readonly right: number; readonly bottom: number } {
  return {
    right: largest(
      nodes.map(({ x, width }) => x + width),
      0,
    ),
    bottom: largest(
      nodes.map(({ y, height }) => y + height),
      0,
    ),
  };
}

function moveBy(layout: Layout, by: Point): Layout {
  const move = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
  return {
    ...layout,
    nodes: layout.nodes.map((node) => ({ ...node, ...move(node) })),
    edges: layout.edges.map((edge) => ({ ...edge, curve: moved(edge.curve, move) })),
  };
}

function moved([a, b, c, d, ...more]: Curve, move: (point: Point) => Point): Curve {
  return [move(a), move(b), move(c), move(d), ...more.map(move)];
}
