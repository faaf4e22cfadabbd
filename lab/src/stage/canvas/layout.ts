import { flowLayout } from "../flow/layout.ts";
import { logLayout } from "../log/layout.ts";
import type { Shape, Topology } from "../types.ts";
import { flowAndLogLayout } from "./flow-and-log.ts";
import { columnsLayout } from "./columns.ts";
import type { Layout, StageLayout } from "./placed.ts";

/** The first layout that fits is used. Columns fit everything. */
const LAYOUTS: readonly StageLayout[] = [flowAndLogLayout, flowLayout, logLayout];

export function layoutFor(topology: Topology): StageLayout {
  return LAYOUTS.find(({ fits }) => fits(topology)) ?? columnsLayout;
}

export function layOut(topology: Topology, room: Shape): Layout {
  return layoutFor(topology).place(topology, room);
}
