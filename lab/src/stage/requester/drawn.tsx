import { RoleEntry } from "../../panels/legend/entries.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { RequesterInspector } from "./inspector.tsx";
import { RequesterNode } from "./node.tsx";

export const requester = {
  nodes: { requester: ({ placed }) => <RequesterNode node={placed.id} /> },
  actors: {
    has: ({ requesters }, actor) => requesters.some(({ name }) => name === actor),
    Inspector: ({ actor }) => <RequesterInspector requester={actor} />,
  },
  legend: {
    Roles: () => <RoleEntry role="producer" word="Requester" says="sends requests; the open ones are in its memory" />,
  },
} satisfies DrawnPart;
