import { largest, smallest } from "../../../../engine/views.ts";
import { operatorCurve, placeOperators } from "../dead-letters/layout.ts";
import { PARTS } from "../parts.ts";
import {
  SOME_SIZE,
  type NodeRole,
  type Shape,
  type Size,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from "../types.ts";
import type { Curve, Point } from "./path-table.ts";
import {
  bottom,
  left,
  right,
  top,
  type Box,
  type Layout,
  type PlacedEdge,
  type PlacedNode,
  type StageLayout,
} from "./placed.ts";
import { across, along, downward } from "./route.ts";

/**
 * The positions of nodes and edges in a layout by hand, for the available room. `wide` reads left to right, `medium`
 * puts producers above their queue, `tall` reads downward in two columns of workers. Answers have their own lane: the
 * reply queue is above the queue in `wide` and `medium`, and below everything in `tall`, with a way back along the
 * side. Pure; one unit is one CSS pixel at zoom 1.
 */
export const columnsLayout: StageLayout = { fits: () => true, shapeFor, place: layOutColumns, compact: false };

const GAP = 18;
const LANE = 92;
/** Between two columns of workers. */
const COLUMN_GAP = 44;
const TALL_WIDTH = 344;
const TRUNK = 30;
const SIDE_LANE = 26;
const SENDER_GAP = 54;
const DLQ = 66;

function shapeFor(width: number, height: number): Shape {
  if (width < 560) return "tall";
  return width < 800 || width / Math.max(1, height) < 1.45 ? "medium" : "wide";
}

/** Several queues are as high as several senders, so the senders are beside them: there is no room above. */
function layOutColumns(topology: Topology, room: Shape): Layout {
  const columns = group(topology);
  const shape = room === "medium" && columns.queue.length > 1 ? "wide" : room;
  const boxes = shape === "tall" ? placeTall(columns) : placeAcross(columns, shape);
  placeOperators(boxes, topology.nodes, topology.edges, shape);
  placeOthers(boxes, topology.nodes, shape);
  const nodes = topology.nodes.map((node) => ({ ...node, ...boxOf(boxes, node) }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges: PlacedEdge[] = [];
  for (const edge of topology.edges) {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (from && to)
      edges.push({ ...edge, curve: aroundWorkers(from, to, nodes, shape) ?? curveOf(edge, from, to, shape) });
  }
  return { shape, nodes, edges };
}

function curveOf(edge: TopologyEdge, from: PlacedNode, to: PlacedNode, shape: Shape): Curve {
  const operator = operatorCurve(edge, from, to, shape);
  if (operator) return operator;
  return shape === "tall" ? tallCurve(edge, from, to) : acrossCurve(edge, from, to, shape);
}

/** Passes a worker in between along the gap between its row and the next. */
function aroundWorkers(from: PlacedNode, to: PlacedNode, nodes: readonly PlacedNode[], shape: Shape): Curve | null {
  if (shape === "tall") return null;
  const worker = from.role === "worker" ? from : to;
  const other = worker === from ? to : from;
  const goesRight = other.x > worker.x;
  const passed = nodes.filter(
    ({ role, x }) => role === "worker" && (goesRight ? x > worker.x && x < other.x : x < worker.x && x > other.x),
  );
  if (worker.role !== "worker" || passed.length === 0) return null;
  const level = nodes.filter(({ role, y }) => role === "worker" && y === worker.y);
  const gap = goesRight ? lowest(level) + GAP / 2 : worker.y - GAP / 2;
  const start = goesRight ? right(worker, 0.6) : left(worker, to === worker ? 0.4 : 0.7);
  const near = start.x + (goesRight ? 1 : -1) * (COLUMN_GAP / 2 - (to === worker ? 0 : 8));
  const far = goesRight
    ? largest(
        passed.map(({ x, width }) => x + width),
        -Infinity,
      ) +
      LANE / 3
    : smallest(
        passed.map(({ x }) => x),
        Infinity,
      ) -
      LANE / 3;
  const end = goesRight ? left(other) : right(other);
  const points = [start, { x: near, y: start.y }, { x: near, y: gap }, { x: far, y: gap }, { x: far, y: end.y }, end];
  return along(worker === from ? points : points.reverse());
}

type Boxes = Map<string, Box>;

/** The roles that have a position in the columns. */
const ROLES = [
  "producer",
  "requester",
  "queue",
  "reply-queue",
  "dead-letters",
  "worker",
  "operator",
  "outside",
] as const;
type Columns = Record<(typeof ROLES)[number], readonly TopologyNode[]>;

function group({ nodes }: Topology): Columns {
  return Object.fromEntries(
    ROLES.map((role) => [role, nodes.filter((node) => node.role === role)]),
  ) as unknown as Columns;
}

const SIZES: { readonly [role: NodeRole]: (node: TopologyNode, shape: Shape) => Size } = Object.assign(
  {},
  ...PARTS.map((part) => ("sizes" in part ? part.sizes : {})),
);

function sizeOf(node: TopologyNode, shape: Shape): Size {
  return SIZES[node.role]?.(node, shape) ?? SOME_SIZE;
}

/** Nodes without a position in the columns are in a row below them. */
function placeOthers(boxes: Boxes, nodes: readonly TopologyNode[], shape: Shape): void {
  const end = lowest([...boxes.values()]);
  let x = 0;
  for (const node of nodes.filter(({ id }) => !boxes.has(id))) {
    const size = sizeOf(node, shape);
    boxes.set(node.id, { x, y: end + SENDER_GAP, ...size });
    x += size.width + GAP;
  }
}

function stack(boxes: Boxes, nodes: readonly TopologyNode[], x: number, shape: Shape, gap = GAP): number {
  let y = 0;
  for (const node of nodes) {
    const size = sizeOf(node, shape);
    boxes.set(node.id, { x, y, ...size });
    y += size.height + gap;
  }
  return Math.max(0, y - gap);
}

function placeAcross(columns: Columns, shape: Shape): Boxes {
  const boxes: Boxes = new Map();
  const senders = [...columns.producer, ...columns.requester];
  const senderWidth = largest(
    senders.map((node) => sizeOf(node, shape).width),
    148,
  );
  const queueX = shape === "wide" ? senderWidth + LANE : 0;
  const workerX = queueX + 216 + LANE;
  const perColumn = columns.worker.length > 5 ? Math.ceil(columns.worker.length / 2) : columns.worker.length;
  const height = placeWorkers(boxes, columns.worker, { x: workerX, perColumn, shape });
  const workerColumns = Math.ceil(columns.worker.length / Math.max(1, perColumn));
  const outsideX = workerX + workerColumns * (212 + COLUMN_GAP) - COLUMN_GAP + LANE;
  const middle = height / 2;
  placeQueues(boxes, columns, { shape, queueX, middle, senders, senderWidth });
  const outsideHeight = stack(boxes, columns.outside, outsideX, shape);
  shift(boxes, columns.outside, middle - outsideHeight / 2);
  for (const dead of columns["dead-letters"]) {
    const queue = columns.queue.find((one) => one.name === dead.name);
    // The reader of a reply queue moves its dead letters, so they are next to it.
    const above = boxes.get((queue ?? columns.requester[0] ?? dead).id);
    const y = (above ? above.y + above.height : height) + SENDER_GAP;
    boxes.set(dead.id, {
      x: queue ? queueX + (dead.tended ? 0 : 26) : shape === "wide" ? 0 : -200,
      y,
      ...sizeOf(dead, shape),
    });
  }
  return boxes;
}

type WorkerColumns = { readonly x: number; readonly perColumn: number; readonly shape: Shape };

/** In columns whose rows are aligned, so that an edge that passes a worker runs between two rows. */
function placeWorkers(boxes: Boxes, workers: readonly TopologyNode[], { x, perColumn, shape }: WorkerColumns): number {
  let y = 0;
  for (let row = 0; row < perColumn; row++) {
    const level = workers.filter((_, i) => i % perColumn === row);
    level.forEach((node, column) =>
      boxes.set(node.id, { x: x + column * (212 + COLUMN_GAP), y, ...sizeOf(node, shape) }),
    );
    y += highest(level, shape) + GAP;
  }
  return Math.max(0, y - GAP);
}

type QueueColumn = {
  readonly shape: Shape;
  readonly queueX: number;
  readonly middle: number;
  readonly senders: readonly TopologyNode[];
  readonly senderWidth: number;
};

/** Queues and their senders. A reply queue is above both, so that questions and answers have a lane each. */
function placeQueues(boxes: Boxes, columns: Columns, column: QueueColumn): void {
  const { shape, queueX, middle, senders, senderWidth } = column;
  const wide = shape === "wide";
  const deadLetterQueues = columns["dead-letters"].length > 0;
  const queueHeight = stack(
    boxes,
    columns.queue,
    queueX,
    shape,
    deadLetterQueues ? SENDER_GAP + DLQ + GAP : SENDER_GAP,
  );
  const senderHeight = stack(boxes, senders, wide ? 0 : (216 - senderWidth) / 2, shape);
  const replies = columns["reply-queue"];
  const replyHeight = stack(boxes, replies, queueX - 8, shape, SENDER_GAP);
  if (replies.length === 0) {
    const queueTop = middle - queueHeight / 2 - (deadLetterQueues && wide ? 34 : 0);
    shift(boxes, columns.queue, queueTop);
    shift(boxes, senders, wide ? queueTop + (queueHeight - senderHeight) / 2 : queueTop - senderHeight - SENDER_GAP);
    return;
  }
  const between = wide ? SENDER_GAP : SENDER_GAP + senderHeight + SENDER_GAP;
  const dlq = deadLetterQueues ? SENDER_GAP + DLQ : 0;
  const top = middle - (replyHeight + between + queueHeight + dlq) / 2;
  const queueTop = top + replyHeight + between;
  shift(boxes, replies, top);
  shift(boxes, columns.queue, queueTop);
  const centre = (top + replyHeight / 2 + queueTop + queueHeight / 2) / 2;
  shift(boxes, senders, wide ? centre - senderHeight / 2 : top + replyHeight + SENDER_GAP);
}

function placeTall(columns: Columns): Boxes {
  const boxes: Boxes = new Map();
  const producerWidth = columns.producer.length * 148 + (columns.producer.length - 1) * GAP;
  const producerHeight = columns.producer.length > 0 ? 62 : 0;
  const requesterHeight = stack(boxes, columns.requester, 0, "tall");
  shift(boxes, columns.requester, producerHeight > 0 ? producerHeight + GAP : 0);
  const sendersEnd = producerHeight + requesterHeight + (producerHeight > 0 && requesterHeight > 0 ? GAP : 0);
  columns.producer.forEach((node, i) =>
    boxes.set(node.id, { x: (TALL_WIDTH - producerWidth) / 2 + i * (148 + GAP), y: 0, ...sizeOf(node, "tall") }),
  );
  const queueHeight = stack(boxes, columns.queue, 0, "tall");
  shift(boxes, columns.queue, sendersEnd + 44);
  let y = sendersEnd + 44 + queueHeight + 44;
  const alone = columns.worker.length === 1;
  for (let i = 0; i < columns.worker.length; i += 2) {
    const row = columns.worker.slice(i, i + 2);
    row.forEach((node, side) => {
      const size = sizeOf(node, "tall");
      boxes.set(node.id, { x: alone ? (TALL_WIDTH - size.width) / 2 : side * (size.width + TRUNK), y, ...size });
    });
    y += highest(row, "tall") + GAP;
  }
  y += 30;
  const last = [...columns["dead-letters"], ...columns.outside];
  // Answers go down the middle, so it stays free.
  const replies = columns["reply-queue"];
  const centred = last.length === 1 && replies.length === 0;
  last.forEach((node, i) => {
    const size = sizeOf(node, "tall");
    const x = centred ? (TALL_WIDTH - size.width) / 2 : (i % 2) * (TALL_WIDTH - size.width);
    boxes.set(node.id, { x, y: y + Math.floor(i / 2) * 136, ...size });
  });
  const lastEnd = Math.max(y, lowest(last.map((node) => boxOf(boxes, node))));
  stack(boxes, replies, 0, "tall");
  shift(boxes, replies, lastEnd + 30);
  return boxes;
}

function shift(boxes: Boxes, nodes: readonly TopologyNode[], dy: number): void {
  for (const node of nodes) {
    const box = boxes.get(node.id);
    if (box) boxes.set(node.id, { ...box, y: box.y + dy });
  }
}

function boxOf(boxes: Boxes, node: TopologyNode): Box {
  return boxes.get(node.id) ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** The lowest bottom edge. */
function lowest(boxes: readonly Box[]): number {
  return largest(
    boxes.map(({ y, height }) => y + height),
    -Infinity,
  );
}

function highest(nodes: readonly TopologyNode[], shape: Shape): number {
  return largest(
    nodes.map((node) => sizeOf(node, shape).height),
    0,
  );
}

function acrossCurve(edge: TopologyEdge, from: PlacedNode, to: PlacedNode, shape: Shape): Curve {
  if (edge.kind === "return") {
    if (shape !== "wide") return downward(bottom(from), top(to));
    return across(left(from), right(to, 0.3));
  }
  if (edge.kind === "reply") return across(left(from, 0.2), right(to));
  if (edge.kind === "send" && from.role === "requester" && shape === "wide") return across(right(from, 0.7), left(to));
  if (edge.kind === "dead-letter" && from.role === "requester") return downward(bottom(from), top(to));
  if (edge.kind === "send" && shape !== "wide") return downward(bottom(from), top(to));
  if (edge.kind === "dead-letter")
    return from.role === "queue" ? downward(bottom(from), top(to)) : across(left(from, 0.86), right(to));
  return across(right(from), left(to));
}

function tallCurve(edge: TopologyEdge, from: PlacedNode, to: PlacedNode): Curve {
  const middle = TALL_WIDTH / 2;
  const inner = (box: Box, share: number): Point =>
    box.x + box.width / 2 < middle ? right(box, share) : left(box, share);
  const alone = (box: Box): boolean => Math.abs(box.x + box.width / 2 - middle) < 1;
  if (edge.kind === "deliver" && !alone(to)) {
    const end = inner(to, 0.4);
    const start = bottom(from);
    return [start, { x: start.x, y: start.y + (end.y - start.y) * 0.6 }, { x: start.x, y: end.y }, end];
  }
  if (edge.kind === "return" || (from.role === "requester" && edge.kind === "dead-letter")) {
    const start = left(from);
    const end = left(to);
    return [start, { x: start.x - SIDE_LANE, y: start.y }, { x: end.x - SIDE_LANE, y: end.y }, end];
  }
  if (
    (edge.kind === "effect" || edge.kind === "dead-letter" || edge.kind === "reply") &&
    from.role === "worker" &&
    !alone(from)
  ) {
    const start = inner(from, 0.72);
    const end = top(to);
    return [start, { x: middle, y: start.y }, { x: middle, y: end.y - 20 }, end];
  }
  return downward(bottom(from), top(to));
}
