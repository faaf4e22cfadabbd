import { useLab } from "../../binding/session-context.tsx";
import { RoleEntry } from "../../panels/legend/entries.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { OutsideNode } from "./outside-node.tsx";
import { WorldNode } from "./world-node.tsx";

export const outside = {
  nodes: { world: ({ compact }) => (compact ? <OutsideNode /> : <WorldNode />) },
  legend: { Roles },
} satisfies DrawnPart;

function Roles() {
  const flow = useLab((state) => state.scenario?.flow !== undefined);
  return flow ? (
    <RoleEntry role="world" word="World outside" says="what was done cannot be rolled back, only taken back" />
  ) : (
    <RoleEntry role="world" word="Payment provider" says="the world outside; keeps its own ledger" />
  );
}
