import { useLab } from "../../binding/session-context.tsx";
import { RoleEntry } from "../../panels/legend/entries.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { OutsideNode } from "./outside-node.tsx";
import { OutsideServicesNode } from "./payment-node.tsx";

export const outside = {
  nodes: { outside: ({ compact }) => (compact ? <OutsideNode /> : <OutsideServicesNode />) },
  legend: { Roles },
} satisfies DrawnPart;

function Roles() {
  const flow = useLab((state) => state.scenario?.flow !== undefined);
  return flow ? (
    <RoleEntry role="outside" word="Outside services" says="their effects cannot be rolled back, only compensated" />
  ) : (
    <RoleEntry role="outside" word="Payment provider" says="an outside service; it keeps its own ledger" />
  );
}
