import type { Shape, Topology, TopologyNode } from "../types.ts";
import { flowCurve } from "./curves.ts";
import type { Box, PlacedEdge, Layout, StageLayout } from "../canvas/placed.ts";

/**
 * The positions of a flow's parts. Across: the requester is on the left between the orders and the answers; the
 * coordinator is in the middle, with its store above and its replies below; on the right is one row per service, queue
 * beside worker; the outside services are at the far right. Medium: the same rows, and everything to their left is
 * stacked. Tall: everything reads downward, with commands going down on the left side and replies going up on the right.
 */
const GAP = 14;
const QUEUE = 80;
const DLQ = { width: 132, height: 46 };
const WIDE = { left: 166, middle: 200, queue: 152, worker: 178, outside: 124 };
const LANES = { left: 66, middle: 92, queue: 44, worker: 56 };
const MEDIUM = { left: 264, queue: 120, worker: 146, outside: 96 };
const MEDIUM_LANES = { left: 48, queue: 28, worker: 28 };
const TALL_WIDTH = 344;

type Boxes = Map<string, Box>;
type Parts = {
  readonly senders: readonly TopologyNode[];
  readonly orders: readonly TopologyNode[];
  readonly told: readonly TopologyNode[];
  readonly coordinators: readonly TopologyNode[];
  readonly store: readonly TopologyNode[];
  readonly replies: readonly TopologyNode[];
  readonly rows: readonly Row[];
  readonly outside: readonly TopologyNode[];
  /** A queue's dead-letter queue for dead letters, if it has one. */
  readonly dlqOf: (queue: TopologyNode) => TopologyNode | undefined;
};
type Row = { readonly queue: TopologyNode; readonly workers: readonly TopologyNode[] };

/** Below this width, a flow reads downward. */
const ACROSS = 480;

/** Runs with a flow have their own layout. */
export const flowLayout: StageLayout = {
  fits: ({ nodes }) => nodes.some(({ role }) => role === "coordinator"),
  shapeFor,
  place: layOutFlow,
  compact: true,
};

/** About how large each is with four services: what fits the room with less shrinking is easier to read. */
const WIDE_SIZE = { width: 1078, height: 434 };
const MEDIUM_SIZE = { width: 730, height: 448 };

function shapeFor(width: number, height: number): Shape {
  if (width < ACROSS) return "tall";
  const zoom = (size: typeof WIDE_SIZE) => Math.min(width / size.width, height / size.height);
  return zoom(MEDIUM_SIZE) > zoom(WIDE_SIZE) ? "medium" : "wide";
}

function layOutFlow(topology: Topology, shape: Shape): Layout {
  const boxes = PLACE[shape](partsOf(topology));
  const nodes = topology.nodes.map((node) => ({ ...node, ...(boxes.get(node.id) ?? NOWHERE) }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = topology.edges.flatMap((edge): PlacedEdge[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    return from && to ? [{ ...edge, curve: flowCurve(edge, from, to, shape) }] : [];
  });
  return { shape, nodes, edges };
}

const NO_STORE: TopologyNode = { id: "", role: "store", name: "", slots: 0, prefetch: 0 };
const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };

function partsOf({ nodes, edges }: Topology): Parts {
  const of = (...roles: readonly TopologyNode["role"][]) => nodes.filter(({ role }) => roles.includes(role));
  const reads = (queue: TopologyNode, who: readonly TopologyNode[]) =>
    who.filter(({ id }) => edges.some(({ from, to }) => from === queue.id && to === id));
  const senders = of("producer", "requester");
  const coordinators = of("coordinator");
  const isRead = (by: readonly TopologyNode[]) => (queue: TopologyNode) => reads(queue, by).length > 0;
  return {
    senders,
    coordinators,
    orders: of("queue").filter(isRead(coordinators)),
    told: of("reply-queue").filter(isRead(senders)),
    store: of("store"),
    replies: of("reply-queue").filter(isRead(coordinators)),
    rows: of("queue")
      .filter((queue) => !isRead(coordinators)(queue))
      .map((queue) => ({ queue, workers: reads(queue, of("worker")) })),
    outside: of("outside"),
    dlqOf: ({ name }) => of("dead-letters").find((dlq) => dlq.name === name),
  };
}

const workerHeight = ({ slots, prefetch }: TopologyNode): number =>
  64 + Math.min(4, Math.max(1, slots)) * 34 + (slots > 4 ? 18 : 0) + (prefetch > 0 ? 24 : 0);

function placeAcross({ senders, orders, told, coordinators, store, replies, rows, outside, dlqOf }: Parts): Boxes {
  const boxes: Boxes = new Map();
  const middleX = WIDE.left + LANES.left;
  const queueX = middleX + WIDE.middle + LANES.middle;
  const workerX = queueX + WIDE.queue + LANES.queue;
  const outsideX = workerX + WIDE.worker + LANES.worker;
  const height = placeRows(boxes, rows, dlqOf, { queueX, workerX, queue: WIDE.queue, worker: WIDE.worker });
  const withDlq = (queue: TopologyNode) => [queue, dlqOf(queue) ?? []].flat();
  spread(boxes, [...orders.flatMap(withDlq), ...senders, ...told.flatMap(withDlq)], 0, WIDE.left, height);
  // Without a store its position stays free, so that the coordinator does not move between levels.
  const head = store.length > 0 ? store : [NO_STORE];
  spread(boxes, [...head, ...coordinators, ...replies.flatMap(withDlq)], middleX, WIDE.middle, height);
  for (const node of outside) boxes.set(node.id, { x: outsideX, y: height / 2 - 76, width: WIDE.outside, height: 152 });
  return boxes;
}

type RowPlace = { readonly queueX: number; readonly workerX: number; readonly queue: number; readonly worker: number };

/** One row per service; its answers leave below its queue. */
function placeRows(
  boxes: Boxes,
  rows: readonly Row[],
  dlqOf: Parts["dlqOf"],
  { queueX, workerX, queue: queueWidth, worker: workerWidth }: RowPlace,
  from = 0,
): number {
  let y = from;
  for (const { queue, workers } of rows) {
    boxes.set(queue.id, { x: queueX, y, width: queueWidth, height: QUEUE });
    let workerY = y;
    for (const worker of workers) {
      const height = workerHeight(worker);
      boxes.set(worker.id, { x: workerX, y: workerY, width: workerWidth, height });
      workerY += height + GAP;
    }
    const dlq = dlqOf(queue);
    const dlqY = y + QUEUE + 30;
    if (dlq) boxes.set(dlq.id, { x: queueX, y: dlqY, ...DLQ });
    y = Math.max(workerY, dlq ? dlqY + DLQ.height + GAP : 0, y + QUEUE + GAP);
  }
  return y - GAP;
}

const HEIGHTS: Partial<Record<TopologyNode["role"], number>> = {
  "dead-letters": DLQ.height,
  coordinator: 132,
  store: 66,
  requester: 116,
  producer: 62,
};
const heightOf = ({ role }: TopologyNode): number => HEIGHTS[role] ?? QUEUE;

/** Below each other over the whole height, with equal spaces. */
function spread(boxes: Boxes, nodes: readonly TopologyNode[], x: number, width: number, over: number): void {
  const heights = nodes.reduce((sum, node) => sum + heightOf(node), 0);
  const gap = Math.max(26, (over - heights) / Math.max(1, nodes.length - 1));
  let y = nodes.length === 1 ? (over - heights) / 2 : 0;
  for (const node of nodes) {
    boxes.set(node.id, { x, y, width, height: heightOf(node) });
    y += heightOf(node) + gap;
  }
}

/** What stands before the services, one below the other; returns where the next comes. */
function placeHead(boxes: Boxes, parts: Parts, { width, lane, store }: HeadPlace): number {
  let y = 0;
  const stack = (nodes: readonly TopologyNode[], height: number, x = 0, wide = width) => {
    for (const node of nodes) {
      boxes.set(node.id, { x, y, width: wide, height });
      y += height + lane;
    }
  };
  stack(parts.senders, 84);
  const half = (width - GAP) / 2;
  const side = (nodes: readonly TopologyNode[], x: number) =>
    nodes.forEach((node, i) => boxes.set(node.id, { x, y: y + i * (QUEUE + GAP), width: half, height: QUEUE }));
  side(parts.orders, 0);
  side(parts.told, half + GAP);
  y += Math.max(parts.orders.length, parts.told.length) * (QUEUE + GAP) - GAP + lane;
  const taken = parts.store.length > 0 ? store.width + store.gap : 0;
  const isBelow = store.beside === "replies";
  const coordinatorsAt = y;
  stack(parts.coordinators, 132, 0, isBelow ? width : width - taken);
  const storeAt = isBelow ? { x: 0, y: y + QUEUE - 66 } : { x: width - store.width, y: coordinatorsAt + 33 };
  for (const node of parts.store) boxes.set(node.id, { ...storeAt, width: store.width, height: 66 });
  stack(parts.replies, QUEUE, isBelow ? taken : 0, isBelow ? width - taken : width);
  return y;
}

type HeadPlace = {
  readonly width: number;
  /** Between one thing and the next below it. */
  readonly lane: number;
  readonly store: { readonly width: number; readonly gap: number; readonly beside: "coordinators" | "replies" };
};
const TALL_HEAD: HeadPlace = { width: TALL_WIDTH, lane: 40, store: { width: 114, gap: 30, beside: "coordinators" } };
const MEDIUM_HEAD: HeadPlace = { width: MEDIUM.left, lane: 24, store: { width: 92, gap: 14, beside: "replies" } };

/** Dead-letter queues of the queues before the services lie below everything: they are rare, and their place is told by name. */
function placeDeadLettersBelow(boxes: Boxes, { orders, told, replies, dlqOf }: Parts, width: number, y: number): void {
  [...orders, ...told, ...replies]
    .flatMap((queue) => dlqOf(queue) ?? [])
    .forEach((dlq, i) =>
      boxes.set(dlq.id, { x: (i % 2) * ((width + GAP) / 2), y: y + Math.floor(i / 2) * (DLQ.height + GAP), ...DLQ }),
    );
}

function placeMedium(parts: Parts): Boxes {
  const boxes: Boxes = new Map();
  const { left, queue, worker, outside } = MEDIUM;
  const queueX = left + MEDIUM_LANES.left;
  const workerX = queueX + queue + MEDIUM_LANES.queue;
  const outsideX = workerX + worker + MEDIUM_LANES.worker;
  const head = placeHead(boxes, parts, MEDIUM_HEAD);
  placeDeadLettersBelow(boxes, parts, left, head);
  const rows = placeRows(boxes, parts.rows, parts.dlqOf, { queueX, workerX, queue, worker });
  const middle = Math.max(head - MEDIUM_HEAD.lane, rows) / 2;
  for (const node of parts.outside) boxes.set(node.id, { x: outsideX, y: middle - 76, width: outside, height: 152 });
  return boxes;
}

function placeTall(parts: Parts): Boxes {
  const boxes: Boxes = new Map();
  const head = placeHead(boxes, parts, TALL_HEAD);
  let y = placeRows(boxes, parts.rows, parts.dlqOf, { queueX: 0, workerX: 170, queue: 140, worker: 174 }, head) + 30;
  for (const node of parts.outside) {
    boxes.set(node.id, { x: 0, y, width: TALL_WIDTH, height: 96 });
    y += 116;
  }
  placeDeadLettersBelow(boxes, parts, TALL_WIDTH, y);
  return boxes;
}

const PLACE: Record<Shape, (parts: Parts) => Boxes> = { wide: placeAcross, medium: placeMedium, tall: placeTall };
