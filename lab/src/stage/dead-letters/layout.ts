import type { TopologyEdge, TopologyNode } from "../types.ts";
import type { Curve } from "../canvas/path-table.ts";
import { bottom, left, right, top, type Box, type PlacedNode } from "../canvas/placed.ts";
import { DESK } from "./sizes.ts";
import type { Shape } from "../types.ts";
import { across, along, downward } from "../canvas/route.ts";

/** The position of a DLQ operator, and the edge on which replayed dead letters return to their queue. */

const BELOW = 34;
const SIDE = 26;

/** Beside the dead-letter queue, on the senders' side, where there is room; else below it. */
export function placeOperators(
  boxes: Map<string, Box>,
  nodes: readonly TopologyNode[],
  edges: readonly TopologyEdge[],
  shape: Shape,
): void {
  const used = new Map<string, number>();
  for (const { id } of nodes.filter(({ role }) => role === "operator")) {
    const dlqId = edges.find((edge) => edge.kind === "tend" && edge.from === id)?.to ?? "";
    const dlq = boxes.get(dlqId);
    if (!dlq) continue;
    const nth = used.get(dlqId) ?? 0;
    used.set(dlqId, nth + 1);
    const down = nth * (DESK.height + BELOW / 2);
    const beside = { x: dlq.x - 92 - DESK.width, y: dlq.y + (dlq.height - DESK.height) / 2 + down };
    const below = { x: dlq.x + (dlq.width - DESK.width) / 2, y: dlq.y + dlq.height + BELOW + down };
    boxes.set(id, { ...(shape === "wide" ? beside : below), ...DESK });
  }
}

/** Null for an edge without an operator. */
export function operatorCurve({ kind }: TopologyEdge, from: PlacedNode, to: PlacedNode, shape: Shape): Curve | null {
  if (kind === "tend") return shape === "wide" ? across(right(from), left(to)) : downward(top(from), bottom(to));
  if (kind !== "replay") return null;
  if (shape !== "tall") return downward(top(from, 0.25), bottom(to, 0.25));
  const start = left(from);
  const end = left(to);
  const side = Math.min(start.x, end.x) - SIDE;
  return along([start, { x: side, y: start.y }, { x: side, y: end.y }, end]);
}
