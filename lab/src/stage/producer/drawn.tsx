import { useLab } from "../../binding/session-context.tsx";
import { RoleEntry } from "../../panels/legend/entries.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { ProducerNode } from "./node.tsx";

export const producer = {
  nodes: { producer: ({ placed }) => <ProducerNode node={placed.id} /> },
  legend: { Roles },
} satisfies DrawnPart;

function Roles() {
  const logs = useLab((state) => (state.scenario?.logs.length ?? 0) > 0);
  return (
    <RoleEntry role="producer" word="Producer" says={logs ? "sends jobs, or writes events into a log" : "sends jobs"} />
  );
}
