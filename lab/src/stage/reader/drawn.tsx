import type { DrawnPart } from "../drawn-part.tsx";
import { ReaderInspector } from "./inspector.tsx";
import { ReaderNode } from "./node.tsx";

export const reader = {
  nodes: { reader: ({ placed }) => <ReaderNode node={placed.id} slots={placed.slots} /> },
  actors: { has: ({ readers }, actor) => readers.some(({ name }) => name === actor), Inspector: ReaderInspector },
} satisfies DrawnPart;
