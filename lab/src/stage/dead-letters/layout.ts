import type { TopologyEdge, TopologyNode } from "../types.ts";
import type { Curve } from "../canvas/path-table.ts";
import { bottom, left, right, top, type Box, type PlacedNode } from "../canvas/placed.ts";
import { DESK } from "./sizes.ts";
import type { Shape } from "../types.ts";
import { across, along, downward } from "../canvas/route.ts";

/** Where who sees to dead letters stands, and how letters go back to their queue. */

const BELOW = 34;
const SIDE = 26;

/** Beside the tray, on the senders' side, where there is room; else below it. */
export function placeDesks(
  boxes: Map<string, Box>,
  nodes: readonly TopologyNode[],
  edges: readonly TopologyEdge[],
  shape: Shape,
): void {
  const used = new Map<string, number>();
  for (const { id } of nodes.filter(({ role }) => role === "desk")) {
    const trayId = edges.find((edge) => edge.kind === "tend" && edge.from === id)?.to ?? "";
    const tray = boxes.get(trayId);
    if (!tray) continue;
    const nth = used.get(trayId) ?? 0;
    used.set(trayId, nth + 1);
    const down = nth * (DESK.height + BELOW / 2);
    const beside = { x: tray.x - 92 - DESK.width, y: tray.y + (tray.height - DESK.height) / 2 + down };
    const below = { x: tray.x + (tray.width - DESK.width) / 2, y: tray.y + tray.height + BELOW + down };
    boxes.set(id, { ...(shape === "wide" ? beside : below), ...DESK });
  }
}

/** Null for an edge that has nothing to do with a desk. */
export function deskCurve({ kind }: TopologyEdge, from: PlacedNode, to: PlacedNode, shape: Shape): Curve | null {
  if (kind === "tend") return shape === "wide" ? across(right(from), left(to)) : downward(top(from), bottom(to));
  if (kind !== "replay") return null;
  if (shape !== "tall") return downward(top(from, 0.25), bottom(to, 0.25));
  const start = left(from);
  const end = left(to);
  const side = Math.min(start.x, end.x) - SIDE;
  return along([start, { x: side, y: start.y }, { x: side, y: end.y }, end]);
}
