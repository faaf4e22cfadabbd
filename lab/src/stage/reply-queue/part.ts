import { coordinatorNode, deadLettersNode, queueNode, requesterNode } from "../names.ts";
import { COORDINATOR, coordinatorNames, replyQueueName } from "../../../../engine/views.ts";
import type { Part } from "../part.ts";
import type { Drawing } from "../drawing.ts";

/** The reply queues of requesters and of a flow's coordinators. */
export const replyQueue = {
  sizes: { "reply-queue": (_, shape) => ({ width: shape === "tall" ? 344 : 232, height: 124 }) },
  draw: (drawing) => {
    for (const { queue, nodes } of readersIn(drawing)) {
      drawing.node(queueNode(queue), "reply-queue", queue);
      for (const node of nodes) drawing.link(queueNode(queue), node, "return");
      if (!drawing.used.buried.has(queue)) continue;
      drawing.node(deadLettersNode(queue), "dead-letters", queue);
      for (const node of nodes) drawing.link(node, deadLettersNode(queue), "dead-letter");
    }
  },
} satisfies Part;

function readersIn({ scenario: { requesters, flow } }: Drawing) {
  return [
    ...requesters.map(({ name }) => ({ queue: replyQueueName({ name }), nodes: [requesterNode(name)] })),
    ...(flow
      ? [{ queue: replyQueueName({ name: COORDINATOR }), nodes: coordinatorNames({ flow }).map(coordinatorNode) }]
      : []),
  ];
}
