import { BaseEdge, Handle, Position, type Edge, type EdgeProps, type Node, type NodeProps } from "@xyflow/react";
import { CoordinatorNode } from "../flow/node.tsx";
import { DeadLettersNode } from "../dead-letters/node.tsx";
import { DeskNode } from "../dead-letters/desk-node.tsx";
import css from "./stage-canvas.module.css";
import { svgPath } from "./path-table.ts";
import type { PlacedEdge, PlacedNode } from "./placed.ts";
import { LogNode } from "../log/node.tsx";
import { ReaderNode } from "../reader/node.tsx";
import { ProducerNode } from "../producer/node.tsx";
import { QueueNode } from "../queue/node.tsx";
import { RequesterNode } from "../requester/node.tsx";
import { StoreNode } from "../flow/store-node.tsx";
import { TendedTray } from "../dead-letters/tended-tray.tsx";
import { WorkerNode } from "../worker/node.tsx";
import { OutsideNode } from "../outside/outside-node.tsx";
import { WorldNode } from "../outside/world-node.tsx";

/** `compact`: a flow has many parts, and each has little room. */
type NodeData = { readonly placed: PlacedNode; readonly deepest: number; readonly compact: boolean };
export type StageNode = Node<NodeData, "stage">;
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

function StageNodeView({ data: { placed, deepest, compact } }: NodeProps<StageNode>) {
  return (
    <>
      <Anchors />
      <Role placed={placed} deepest={deepest} compact={compact} />
    </>
  );
}

function Role({ placed, deepest, compact }: NodeData) {
  switch (placed.role) {
    case "producer":
      return <ProducerNode node={placed.id} />;
    case "requester":
      return <RequesterNode node={placed.id} />;
    case "queue":
    case "reply-queue":
      return (
        <QueueNode
          node={placed.id}
          deepest={deepest}
          width={placed.width}
          replies={placed.role === "reply-queue"}
          compact={compact}
        />
      );
    case "worker":
      return <WorkerNode node={placed.id} slots={placed.slots} prefetch={placed.prefetch} />;
    case "log":
      return <LogNode node={placed.id} width={placed.width} />;
    case "reader":
      return <ReaderNode node={placed.id} slots={placed.slots} />;
    case "coordinator":
      return <CoordinatorNode node={placed.id} />;
    case "store":
      return <StoreNode />;
    case "desk":
      return <DeskNode node={placed.id} />;
    case "dead-letters":
      if (placed.tended) return <TendedTray node={placed.id} queue={placed.name} />;
      return <DeadLettersNode node={placed.id} compact={compact} />;
    case "world":
      return compact ? <OutsideNode /> : <WorldNode />;
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

export function toFlowNode(placed: PlacedNode, deepest: number, compact: boolean): StageNode {
  const { id, x, y, width, height } = placed;
  return {
    id,
    type: "stage",
    position: { x, y },
    width,
    height,
    data: { placed, deepest, compact },
    draggable: false,
    selectable: false,
    connectable: false,
    focusable: false,
    style: { pointerEvents: "all" },
    className: "nopan",
    // What stands on a node says what it is.
    domAttributes: { "aria-roledescription": undefined },
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
    // A line says nothing that the table does not tell.
    ariaRole: "presentation",
    domAttributes: { "aria-hidden": true, "aria-roledescription": undefined },
  };
}
