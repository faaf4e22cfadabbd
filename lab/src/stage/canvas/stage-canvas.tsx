import { Controls, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useEffect, useMemo, useRef, useState, type PointerEvent } from "react";
import { useReducedMotion } from "../../binding/use-media.ts";
import { useRun, useSession } from "../../binding/session-context.tsx";
import type { Run } from "../../session/types.ts";
import { deepestQueue } from "../queue/deepest.ts";
import { tokenAt, type DrawnToken } from "./draw-tokens.ts";
import { edgeTypes, nodeTypes, toFlowEdge, toFlowNode } from "./stage-nodes.tsx";
import { logLayout, pillarsOf } from "../log/layout.ts";
import { columnsLayout } from "./columns.ts";
import { layoutFor, layOut } from "./layout.ts";
import type { Shape } from "../types.ts";
import { createPathTable } from "./path-table.ts";
import css from "./stage-canvas.module.css";
import { TokenOverlay } from "./token-overlay.tsx";
import { useSize, type Size } from "../../binding/use-size.ts";

/** The running system: senders, queues, workers, and every message in transit. */
export function StageCanvas({ controls = true }: { readonly controls?: boolean }) {
  const run = useRun();
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const layout = run ? layoutFor(run.index.topology) : columnsLayout;
  const shape = size && layout.shapeFor(size.width, size.height);
  return (
    <div
      ref={frame}
      className={css["frame"]}
      data-shape={shape ?? undefined}
      data-dead-letters={(run && run.index.deadLetters.length > 0) || undefined}
      data-lane={(run && hasLane(run)) || undefined}
      data-flow={layout.compact || undefined}
      data-logs={run && layout === logLayout ? pillarsOf(run.index.topology) : undefined}
      role="group"
      aria-label="The system at this moment"
    >
      {!run && <p className={css["making"]}>The run is being made.</p>}
      {run && size && shape && (
        <ReactFlowProvider>
          <Flow run={run} size={size} shape={shape} controls={controls} />
        </ReactFlowProvider>
      )}
    </div>
  );
}

/** Answers and replayed dead letters return on their own lane, which takes more room. */
function hasLane({ index: { topology } }: Run): boolean {
  return (
    topology.nodes.some(({ role }) => role === "reply-queue") || topology.edges.some(({ kind }) => kind === "replay")
  );
}

/**
 * React Flow has the role `application`, to which a screen reader passes all keys. This canvas is a picture with
 * buttons.
 */
function asPicture(wrapper: HTMLElement | null): void {
  wrapper?.removeAttribute("role");
}

const PADDING = { padding: 0.06, maxZoom: 1.2, minZoom: 0.3 };
/** In `tall`, answers return along the side, outside of all nodes. */
const SIDE_PADDING = { ...PADDING, padding: { x: "44px", y: "16px" } } as const;

/** A flow needs all available room. */
const FLOW_PADDING = { ...PADDING, padding: { x: "14px", y: "10px" } } as const;
const FLOW_SIDE_PADDING = { ...PADDING, padding: { left: "40px", right: "52px", y: "12px" } } as const;

function paddingOf(shape: Shape, lane: boolean, flow: boolean) {
  if (flow) return shape === "tall" ? FLOW_SIDE_PADDING : FLOW_PADDING;
  return lane && shape === "tall" ? SIDE_PADDING : PADDING;
}

function Flow({
  run,
  size,
  shape,
  controls,
}: {
  readonly run: Run;
  readonly size: Size;
  readonly shape: Shape;
  readonly controls: boolean;
}) {
  const session = useSession();
  const { fitView } = useReactFlow();
  const still = useReducedMotion();
  const drawn = useRef<readonly DrawnToken[]>([]);
  const [pointsAtToken, setPointsAtToken] = useState(false);
  const { compact } = layoutFor(run.index.topology);
  const layout = useMemo(() => layOut(run.index.topology, shape), [run, shape]);
  const lane = hasLane(run);
  const fit = paddingOf(shape, lane, compact);
  const deepest = useMemo(() => deepestQueue(run.index), [run]);
  const nodes = useMemo(
    () => layout.nodes.map((node) => toFlowNode(node, deepest, compact)),
    [layout, deepest, compact],
  );
  const edges = useMemo(() => layout.edges.map(toFlowEdge), [layout]);
  const paths = useMemo(() => new Map(layout.edges.map((edge) => [edge.id, createPathTable(edge.curve)])), [layout]);

  useEffect(() => {
    void fitView(fit);
  }, [fitView, fit, layout, size.width, size.height]);

  const under = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return tokenAt(drawn.current, event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <div
      className={css["flow"]}
      data-token={pointsAtToken || undefined}
      onPointerMove={(event) => setPointsAtToken(under(event) !== null)}
      onClickCapture={(event) => {
        const token = under(event as unknown as PointerEvent);
        if (!token) return;
        event.stopPropagation();
        session.choose({ kind: "job", job: token.job });
      }}
    >
      <ReactFlow
        ref={asPicture}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        fitView
        fitViewOptions={fit}
        minZoom={0.3}
        maxZoom={2}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        panOnDrag={shape !== "tall"}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        disableKeyboardA11y
      >
        <TokenOverlay paths={paths} still={still} drawn={drawn} />
        {controls && shape !== "tall" && (
          <Controls
            showInteractive={false}
            position={compact || (lane && shape === "medium") ? "top-right" : "bottom-left"}
            fitViewOptions={fit}
          />
        )}
      </ReactFlow>
    </div>
  );
}
