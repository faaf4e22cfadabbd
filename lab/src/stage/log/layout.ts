import { largest, smallest } from "../../../../engine/views.ts";
import type { Shape, Topology, TopologyEdge, TopologyNode } from "../types.ts";
import type { Curve, Point } from "../canvas/path-table.ts";
import {
  bottom,
  left,
  right,
  top,
  type Box,
  type PlacedEdge,
  type PlacedNode,
  type Layout,
  type StageLayout,
} from "../canvas/placed.ts";
import { across, along, downward } from "../canvas/route.ts";

/**
 * The positions in a run with a log. Each queue and each log is a pillar that reads downward: the senders, the channel,
 * the workers or readers. Pillars are side by side, so that they can be compared, or below each other.
 */
export const logLayout: StageLayout = {
  fits: ({ nodes }) => nodes.some(({ role }) => role === "log"),
  shapeFor: roomForLogs,
  place: layOutLogs,
  compact: false,
};

/** The channels, each with its senders and its consumers. */
export const pillarsOf = ({ nodes }: Topology): number =>
  nodes.filter(({ role }) => role === "queue" || role === "log").length;

/** Side by side, unless the height is much larger than the width. */
export function roomForLogs(width: number, height: number): Shape {
  if (width < 560) return "tall";
  return width / Math.max(1, height) < 1.15 ? "medium" : "wide";
}

type Boxes = Map<string, Box>;

const SENDER = { width: 148, height: 62 };
const QUEUE = { width: 252, height: 124 };
const TALL_WIDTH = 344;
/** Between two columns of consumers there is room for the edges to the lower ones. */
const TRUNK = 30;
const ROW_GAP = 18;
const STEP = 48;
const PILLAR_GAP = 64;
const MOST_SLOTS = 4;
const LAST_ROW = { width: 168, height: 118 };

/** The header of a log, and for each row its cells and its readers' offsets. */
const HEAD = 44;
const CELLS = 26;
const PLACE = 17;
const ROW_SPACE = 8;

function layOutLogs(topology: Topology, room: Shape): Layout {
  const boxes: Boxes = new Map();
  const pillars = topology.nodes
    .filter(({ role }) => role === "queue" || role === "log")
    .map((channel) => pillarOf(topology, channel, room));
  const channelHeight = largest(
    pillars.map(({ height }) => height),
    0,
  );
  let [x, y] = [0, 0];
  for (const pillar of pillars) {
    const size = raise(boxes, pillar, { x, y }, room === "wide" ? channelHeight : pillar.height);
    if (room === "wide") x += size.width + PILLAR_GAP;
    else y += size.height + PILLAR_GAP;
  }
  placeOthers(boxes, topology);
  const nodes = topology.nodes.map((node) => ({ ...node, ...(boxes.get(node.id) ?? EMPTY) }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = topology.edges.flatMap((edge): PlacedEdge[] => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    return from && to ? [{ ...edge, curve: curveOf(edge, from, to, nodes) }] : [];
  });
  return { shape: room, nodes, edges };
}

const EMPTY: Box = { x: 0, y: 0, width: 0, height: 0 };

type Pillar = {
  readonly channel: TopologyNode;
  readonly senders: readonly TopologyNode[];
  readonly consumers: readonly TopologyNode[];
  readonly columns: number;
  readonly consumerWidth: number;
  /** The size of the pillar and of the channel. */
  readonly width: number;
  readonly channelWidth: number;
  readonly height: number;
};

function pillarOf({ nodes, edges }: Topology, channel: TopologyNode, room: Shape): Pillar {
  const linked = (kind: TopologyEdge["kind"], end: "from" | "to") =>
    new Set(
      edges
        .filter((edge) => edge.kind === kind && edge[end === "from" ? "to" : "from"] === channel.id)
        .map((edge) => edge[end]),
    );
  const senderIds = linked("send", "from");
  const consumerIds = linked("deliver", "to");
  const senders = nodes.filter(({ id, role }) => senderIds.has(id) && (role === "producer" || role === "requester"));
  const consumers = nodes.filter(({ id }) => consumerIds.has(id));
  const tall = room === "tall";
  const consumerWidth = tall ? (TALL_WIDTH - TRUNK) / 2 : 180;
  const columns = Math.min(consumers.length, tall ? 2 : 4);
  const consumersWidth = rowWidth(columns, consumerWidth, TRUNK);
  const channelWidth = tall
    ? TALL_WIDTH
    : channel.role === "queue"
      ? QUEUE.width
      : Math.min(620, Math.max(440, consumersWidth));
  const width = Math.max(rowWidth(senders.length, SENDER.width, ROW_GAP), channelWidth, consumersWidth);
  return { channel, senders, consumers, columns, consumerWidth, width, channelWidth, height: channelHeight(channel) };
}

function channelHeight({ rows }: TopologyNode): number {
  if (!rows) return QUEUE.height;
  return HEAD + rows.partitions * (CELLS + rows.readers * PLACE + ROW_SPACE);
}

const rowWidth = (count: number, width: number, gap: number): number => Math.max(0, count * (width + gap) - gap);

/** Places a pillar; returns the room that it takes. */
function raise(boxes: Boxes, pillar: Pillar, at: Point, height: number): { width: number; height: number } {
  const middle = at.x + pillar.width / 2;
  const inRow = (count: number, width: number, gap: number, i: number) =>
    middle - rowWidth(count, width, gap) / 2 + i * (width + gap);
  pillar.senders.forEach(({ id }, i) =>
    boxes.set(id, { x: inRow(pillar.senders.length, SENDER.width, ROW_GAP, i), y: at.y, ...SENDER }),
  );
  const channelY = at.y + SENDER.height + STEP;
  boxes.set(pillar.channel.id, {
    x: middle - pillar.channelWidth / 2,
    y: channelY + (height - pillar.height) / 2,
    width: pillar.channelWidth,
    height: pillar.height,
  });
  let y = channelY + height + STEP;
  for (let i = 0; i < pillar.consumers.length; i += pillar.columns) {
    const row = pillar.consumers.slice(i, i + pillar.columns);
    row.forEach((node, column) => {
      const x = inRow(
        row.length < pillar.columns && i === 0 ? row.length : pillar.columns,
        pillar.consumerWidth,
        TRUNK,
        column,
      );
      boxes.set(node.id, { x, y, width: pillar.consumerWidth, height: consumerHeight(node) });
    });
    y += largest(row.map(consumerHeight), 0) + ROW_GAP;
  }
  return { width: pillar.width, height: y - ROW_GAP - at.y };
}

function consumerHeight({ slots, prefetch }: TopologyNode): number {
  const rows = Math.min(MOST_SLOTS, Math.max(1, slots));
  return 74 + rows * 34 + (slots > MOST_SLOTS ? 18 : 0) + (prefetch > 0 ? 24 : 0);
}

/** The outside services and dead-letter queues, below all of it. */
function placeOthers(boxes: Boxes, { nodes }: Topology): void {
  const placed = [...boxes.values()];
  const end = largest(
    placed.map(({ y, height }) => y + height),
    -Infinity,
  );
  const leftmost = smallest(
    placed.map(({ x }) => x),
    Infinity,
  );
  const rightmost = largest(
    placed.map(({ x, width }) => x + width),
    -Infinity,
  );
  const middle = (leftmost + rightmost) / 2;
  const others = nodes.filter(({ id }) => !boxes.has(id));
  others.forEach(({ id }, i) => {
    const x = middle - rowWidth(others.length, LAST_ROW.width, ROW_GAP) / 2 + i * (LAST_ROW.width + ROW_GAP);
    boxes.set(id, { x, y: end + STEP, ...LAST_ROW });
  });
}

function curveOf({ kind }: TopologyEdge, from: PlacedNode, to: PlacedNode, nodes: readonly PlacedNode[]): Curve {
  if (kind === "deliver") return deliverCurve(from, to, nodes);
  if (from.y + from.height <= to.y) {
    const start = kind === "send" ? bottom(from) : bottom(from, 0.8);
    return downward(start, top(to, shareBelow(to, start.x)));
  }
  return from.x < to.x ? across(right(from), left(to)) : across(left(from), right(to));
}

/** Straight down into the first row; to the rows behind it through the gap beside them. */
function deliverCurve(from: PlacedNode, to: PlacedNode, nodes: readonly PlacedNode[]): Curve {
  const middle = to.x + to.width / 2;
  const start = bottom(from, shareBelow(from, middle));
  const above = nodes.filter(({ role, x, y }) => role === to.role && x === to.x && y < to.y);
  if (above.length === 0) return downward(start, top(to));
  const firstRow = smallest(
    above.map(({ y }) => y),
    Infinity,
  );
  const inside = nodes.filter(({ role, y }) => role === to.role && y === firstRow);
  const columns = inside.map(({ x }) => x).sort((a, b) => a - b);
  const column = columns.indexOf(to.x);
  const goesRight = column % 2 === 0 && column < columns.length - 1;
  const gap = goesRight ? to.x + to.width + TRUNK / 2 : to.x - TRUNK / 2;
  const end = goesRight ? right(to, 0.4) : left(to, 0.4);
  const first = bottom(from, shareBelow(from, gap));
  return along([first, { x: gap, y: first.y + STEP / 2 }, { x: gap, y: end.y }, end]);
}

/** The point on a box's edge that is nearest to a point below or above it. */
function shareBelow({ x, width }: Box, wanted: number): number {
  return Math.min(0.94, Math.max(0.06, (wanted - x) / width));
}
