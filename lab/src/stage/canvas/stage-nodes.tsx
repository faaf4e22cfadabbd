import {
  BaseEdge,
  Handle,
  MarkerType,
  Position,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps as FlowNodeProps,
} from "@xyflow/react";
import type { ComponentType } from "react";
import type { NodeProps } from "../drawn-part.tsx";
import { DRAWN_PARTS } from "../drawn-parts.tsx";
import type { PARTS } from "../parts.ts";
import { merged } from "../trace/merge.ts";
import { svgPath } from "./path-table.ts";
import type { PlacedEdge, PlacedNode } from "./placed.ts";
import css from "./stage-canvas.module.css";

export type StageNode = Node<NodeProps, "stage">;
export type StageEdge = Edge<{ readonly placed: PlacedEdge }, "stage">;

/**
 * React Flow draws an edge only between handles. Our edges get their curve from the layout, so the handles are
 * invisible.
 */
function Anchors() {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={css["anchor"] ?? ""} />
      <Handle type="source" position={Position.Right} isConnectable={false} className={css["anchor"] ?? ""} />
    </>
  );
}

function StageNodeView({ data: { placed, deepest, compact } }: FlowNodeProps<StageNode>) {
  return (
    <>
      <Anchors />
      <Role placed={placed} deepest={deepest} compact={compact} />
    </>
  );
}

/** A part whose role has no node here does not compile. */
const NODES: Record<RoleOf<(typeof PARTS)[number]>, ComponentType<NodeProps>> = merged(
  DRAWN_PARTS.flatMap((part) => ("nodes" in part ? part.nodes : [])),
);
type RoleOf<P> = P extends { readonly sizes: infer Sizes } ? keyof Sizes : never;

function Role(props: NodeProps) {
  const Drawn = NODES[props.placed.role as keyof typeof NODES];
  return <Drawn {...props} />;
}

function StageEdgeView({ id, data, markerEnd }: EdgeProps<StageEdge>) {
  if (!data) return null;
  return (
    <BaseEdge
      id={id}
      path={svgPath(data.placed.curve)}
      className={`${css["edge"]} ${css[data.placed.kind] ?? ""}`}
      {...(markerEnd === undefined ? {} : { markerEnd })}
    />
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
    // The content of a node says what it is.
    domAttributes: { "aria-roledescription": undefined },
  };
}

/** The direction of messages. Edges for saving and for operators go both ways and have no arrow. */
const ARROWS: Record<PlacedEdge["kind"], string | null> = {
  send: "var(--line-strong)",
  deliver: "var(--line-strong)",
  "dead-letter": "var(--dead-line)",
  effect: "var(--outside-line)",
  reply: "var(--reply)",
  return: "var(--reply)",
  replay: "var(--queue-line)",
  keep: null,
  tend: null,
};

function arrowOf(kind: PlacedEdge["kind"]): Pick<StageEdge, "markerEnd"> {
  const color = ARROWS[kind];
  return color === null ? {} : { markerEnd: { type: MarkerType.ArrowClosed, color, width: 14, height: 14 } };
}

export function toFlowEdge(placed: PlacedEdge): StageEdge {
  return {
    id: placed.id,
    type: "stage",
    source: placed.from,
    target: placed.to,
    data: { placed },
    ...arrowOf(placed.kind),
    selectable: false,
    focusable: false,
    // An edge says nothing that the event table does not say.
    ariaRole: "presentation",
    domAttributes: { "aria-hidden": true, "aria-roledescription": undefined },
  };
}
