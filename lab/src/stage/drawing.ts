import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { NodeId, NodeRole, TopologyEdge, TopologyNode } from "./types.ts";

/** What of a run decides upon its picture: which queues have dead letters at some time, and whether a store is used. */
export type Used = { readonly buried: ReadonlySet<string>; readonly store: boolean };

/** What a part adds its nodes and edges to. */
export type Drawing = {
  /** With its variant and knobs applied. */
  readonly scenario: Scenario;
  readonly used: Used;
  node(id: NodeId, role: NodeRole, name: string, more?: Partial<TopologyNode>): void;
  link(from: NodeId, to: NodeId, kind: TopologyEdge["kind"]): void;
};
