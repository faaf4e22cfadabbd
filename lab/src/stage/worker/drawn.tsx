import { RoleEntry } from "../../panels/legend/entries.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { WorkerInspector } from "./inspector.tsx";
import { WorkerNode } from "./node.tsx";

export const worker = {
  nodes: {
    worker: ({ placed }) => <WorkerNode node={placed.id} slots={placed.slots} prefetch={placed.prefetch} />,
  },
  actors: { has: ({ workers }, actor) => workers.some(({ name }) => name === actor), Inspector: WorkerInspector },
  legend: { Roles },
} satisfies DrawnPart;

function Roles() {
  return (
    <>
      <RoleEntry role="worker" word="Worker" says="its slots hold the jobs that it runs" />
      <RoleEntry role="crashed" word="Crashed worker" says="holds its jobs until their visibility timeout (ackWait)" />
    </>
  );
}
