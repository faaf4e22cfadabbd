import { BaseEdge, Handle, Position, type Edge, type EdgeProps, type Node, type NodeProps } from "@xyflow/react";
import { DeadLettersNode } from "./dead-letters-node.tsx";
import css from "./stage-canvas.module.css";
import { svgPath } from "./path-table.ts";
import type { PlacedEdge, PlacedNode } from "./layout.ts";
import { ProducerNode } from "./producer-node.tsx";
import { QueueNode } from "./queue-node.tsx";
import { RequesterNode } from "./requester-node.tsx";
import { WorkerNode } from "./worker-node.tsx";
import { WorldNode } from "./world-node.tsx";

export type StageNode = Node<{ readonly placed: PlacedNode; readonly deepest: number }, "stage">;
export type StageEdge = Edge<{ readonly placed: PlacedEdge }, "stage">;

/** React Flow draws an edge only between handles; ours has its curve from the layout, so these are never seen. */
function Anchors() {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={css["anchor"] ?? ""} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={css["anchor"] ?? ""} />
    </>
  );
}

function StageNodeView({ data: { placed, deepest } }: NodeProps<StageNode>) {
  return (
    <>
      <Anchors />
      <Role placed={placed} deepest={deepest} />
    </>
  );
}

function Role({ placed, deepest }: { readonly placed: PlacedNode; readonly deepest: number }) {
  switch (placed.role) {
    case "producer":
      return <ProducerNode node={placed.id} />;
    case "requester":
      return <RequesterNode node={placed.id} />;
    case "queue":
    case "reply-queue":
      return <QueueNode node={placed.id} deepest={deepest} replies={placed.role === "reply-queue"} />;
    case "worker":
      return <WorkerNode node={placed.id} slots={placed.slots} prefetch={placed.prefetch} />;
    case "dead-letters":
      return <DeadLettersNode node={placed.id} />;
    case "world":
      return <WorldNode />;
  }
}

function StageEdgeView({ id, data }: EdgeProps<StageEdge>) {
  if (!data) return null;
  return (
    <BaseEdge id={id} path={svgPath(data.placed.curve)} className={`${css["edge"]} ${css[data.placed.kind] ?? ""}`} />
  );
}

export const nodeTypes = { stage: StageNodeView };
export const edgeTypes = { stage: StageEdgeView };

export function toFlowNode(placed: PlacedNode, deepest: number): StageNode {
  const { id, x, y, width, height } = placed;
  return {
    id,
    type: "stage",
    position: { x, y },
    width,
    height,
    data: { placed, deepest },
    draggable: false,
    selectable: false,
    connectable: false,
    focusable: false,
    style: { pointerEvents: "all" },
    className: "nopan",
  };
}

export function toFlowEdge(placed: PlacedEdge): StageEdge {
  return {
    id: placed.id,
    type: "stage",
    source: placed.from,
    target: placed.to,
    data: { placed },
    selectable: false,
    focusable: false,
  };
}
