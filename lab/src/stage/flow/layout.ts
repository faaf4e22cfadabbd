import type { Shape, Topology, TopologyNode } from "../types.ts";
import { flowCurve } from "./curves.ts";
import type { Box, PlacedEdge, Layout, StageLayout } from "../canvas/placed.ts";

/**
 * The positions of a flow's parts. Across: the requester is on the left between the orders and the answers; the
 * coordinator is in the middle, with its store above and its replies below; on the right is one row per service, queue
 * beside worker; the outside services are at the far right. Tall: the same downward, with commands going down on the
 * left side and replies going up on the right.
 */
const GAP = 14;
const QUEUE = 80;
const DLQ = { width: 132, height: 46 };
const WIDE = { left: 166, middle: 200, queue: 152, worker: 178, outside: 124 };
const LANES = { left: 66, middle: 92, queue: 44, worker: 56 };
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
const ACROSS = 620;

/** Runs with a flow have their own layout. */
export const flowLayout: StageLayout = {
  fits: ({ nodes }) => nodes.some(({ role }) => role === "coordinator"),
  shapeFor: (width) => (width < ACROSS ? "tall" : "wide"),
  place: layOutFlow,
  compact: true,
};

function layOutFlow(topology: Topology, shape: Shape): Layout {
  const tall = shape === "tall";
  const parts = partsOf(topology);
  const boxes = tall ? placeTall(parts) : placeAcross(parts);
  const nodes = topology.nodes.map((node) => ({ ...node, ...(boxes.get(node.id) ?? NOWHERE) }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = topology.edges.flatMap((edge): PlacedEdge[] => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    return from && to ? [{ ...edge, curve: flowCurve(edge, from, to, tall) }] : [];
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

function placeTall({ senders, orders, told, coordinators, store, replies, rows, outside, dlqOf }: Parts): Boxes {
  const boxes: Boxes = new Map();
  const lane = 40;
  let y = 0;
  const stack = (nodes: readonly TopologyNode[], height: number, width = TALL_WIDTH, gap = lane) => {
    for (const node of nodes) {
      boxes.set(node.id, { x: 0, y, width, height });
      y += height + gap;
    }
  };
  stack(senders, 84);
  const half = (TALL_WIDTH - GAP) / 2;
  const side = (nodes: readonly TopologyNode[], x: number) =>
    nodes.forEach((node, i) => boxes.set(node.id, { x, y: y + i * (QUEUE + GAP), width: half, height: QUEUE }));
  side(orders, 0);
  side(told, half + GAP);
  y += Math.max(orders.length, told.length) * (QUEUE + GAP) - GAP + lane;
  for (const node of store) boxes.set(node.id, { x: 230, y: y + 33, width: 114, height: 66 });
  stack(coordinators, 132, store.length > 0 ? 200 : TALL_WIDTH);
  stack(replies, QUEUE);
  y = placeRows(boxes, rows, dlqOf, { queueX: 0, workerX: 170, queue: 140, worker: 174 }, y) + 30;
  stack(outside, 96, TALL_WIDTH, 20);
  // Dead-letter queues of the queues above are below everything: they are rare, and their names identify them.
  [...orders, ...told, ...replies]
    .flatMap((queue) => dlqOf(queue) ?? [])
    .forEach((dlq, i) =>
      boxes.set(dlq.id, { x: (i % 2) * (half + GAP), y: y + Math.floor(i / 2) * (DLQ.height + GAP), ...DLQ }),
    );
  return boxes;
}
