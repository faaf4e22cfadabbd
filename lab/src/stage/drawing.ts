import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { NodeId, NodeRole, TopologyEdge, TopologyNode } from "./types.ts";

/** The facts of a run that decide on its picture: which queues ever have dead letters, and whether a store is used. */
export type Used = { readonly buried: ReadonlySet<string>; readonly store: boolean };

/** The picture to which a part adds its nodes and edges. */
export type Drawing = {
  /** With its variant and knobs applied. */
  readonly scenario: Scenario;
  readonly used: Used;
  node(id: NodeId, role: NodeRole, name: string, more?: Partial<TopologyNode>): void;
  link(from: NodeId, to: NodeId, kind: TopologyEdge["kind"]): void;
};
