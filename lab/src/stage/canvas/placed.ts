import type { Shape, Topology, TopologyEdge, TopologyNode } from "../types.ts";
import type { Curve, Point } from "./path-table.ts";

/** Boxes and the points on their rims; one unit is one CSS pixel at zoom 1. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type PlacedNode = TopologyNode & Box;
export type PlacedEdge = TopologyEdge & { readonly curve: Curve };

export const right = (box: Box, share = 0.5): Point => ({ x: box.x + box.width, y: box.y + box.height * share });
export const left = (box: Box, share = 0.5): Point => ({ x: box.x, y: box.y + box.height * share });
export const bottom = (box: Box, share = 0.5): Point => ({ x: box.x + box.width * share, y: box.y + box.height });
export const top = (box: Box, share = 0.5): Point => ({ x: box.x + box.width * share, y: box.y });

/** A layout for the parts of a picture. Pure; one unit is one CSS pixel at zoom 1. */
export type StageLayout = {
  /** Whether it fits the parts of this picture. */
  readonly fits: (topology: Topology) => boolean;
  /** The shape for the room that there is. */
  readonly shapeFor: (width: number, height: number) => Shape;
  /** Places all nodes and edges. It may choose another shape than the given one. */
  readonly place: (topology: Topology, room: Shape) => Layout;
  /** There are many parts, so each has little room. */
  readonly compact: boolean;
};
export type Layout = {
  readonly shape: Shape;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
};
