import type { Scenario } from "../../../engine/scenario/schema.ts";
import { edgeId } from "./names.ts";
import type { Drawing, Used } from "./drawing.ts";
import { PARTS } from "./parts.ts";
import type { NodeId, Topology, TopologyEdge, TopologyNode } from "./types.ts";

const NOTHING: Used = { buried: new Set(), store: false };

/** The node of each actor. Actors that are not in the picture have none. */
export function actorNodes(scenario: Scenario): ReadonlyMap<string, NodeId> {
  return new Map(PARTS.flatMap((part) => ("actors" in part ? part.actors(scenario) : [])));
}

/** The picture of a scenario (with its variant and knobs applied), in reading order: senders first. */
export function topologyOf(scenario: Scenario, used: Used = NOTHING): Topology {
  const nodes: TopologyNode[] = [];
  const edges: TopologyEdge[] = [];
  const drawing: Drawing = {
    scenario,
    used,
    node: (id, role, name, more = {}) => void nodes.push({ id, role, name, slots: 0, prefetch: 0, ...more }),
    link: (from, to, kind) => void edges.push({ id: edgeId(from, to), from, to, kind }),
  };
  for (const part of PARTS) if ("draw" in part) part.draw(drawing);
  return { nodes, edges };
}
