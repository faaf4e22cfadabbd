import type { DrawnPart } from "../drawn-part.tsx";
import { QueueNode } from "../queue/node.tsx";

export const replyQueue = {
  nodes: {
    "reply-queue": ({ placed, deepest, compact }) => (
      <QueueNode node={placed.id} deepest={deepest} width={placed.width} replies compact={compact} />
    ),
  },
} satisfies DrawnPart;
