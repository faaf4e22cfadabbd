import { ORDERS_QUEUE, coordinatorNames, DEADLINES_QUEUE, replyQueueName } from "../../../../engine/views.ts";
import { showsDeadLetters } from "../dead-letters/shown.ts";
import { coordinatorNode, deadLettersNode, queueNode, STORE_NODE } from "../names.ts";
import type { Part } from "../part.ts";
import { SOME_SIZE } from "../types.ts";
import type { Drawing } from "../drawing.ts";
import type { RunRecords } from "../trace/run-index.ts";
import { readFlows, type FlowFacts } from "./read.ts";
import { flowAt } from "./stage.ts";
import { wordsOf } from "./token-words.ts";

/** The coordinators or orchestrators that drive orders, and the store that holds their state. */
export const flow = {
  sizes: { coordinator: () => SOME_SIZE, store: () => SOME_SIZE },
  actors: (scenario) => coordinatorNames(scenario).map((name) => [name, coordinatorNode(name)]),
  draw: (drawing) => {
    const { scenario, used, node } = drawing;
    const store = used.store || scenario.flow?.design === "orchestrated";
    for (const name of coordinatorNames(scenario)) drawCoordinator(drawing, name, store);
    if (scenario.flow && store) node(STORE_NODE, "store", "the stored table");
  },
  read: readFlows,
  hides: ({ queue }) => queue === DEADLINES_QUEUE,
  uses: ({ flows }: RunRecords & FlowFacts) => ({ store: flows?.keeps === "store" }),
  words: ({ source, sends }) => (source.scenario.flow ? wordsOf(sends) : new Map<string, string>()),
  stage: flowAt,
} satisfies Part;

/** Takes orders from their queue, commands the services, reads their answers, and answers the requester. */
function drawCoordinator(drawing: Drawing, name: string, store: boolean): void {
  const { node: add, link } = drawing;
  const { queues, producers, requesters, workers } = drawing.scenario;
  const node = coordinatorNode(name);
  add(node, "coordinator", name);
  link(queueNode(ORDERS_QUEUE), node, "deliver");
  // A queue that a producer feeds is none of the flow's.
  const isCommanded = (queue: string) =>
    workers.some((worker) => worker.queue === queue) && !producers.some((producer) => producer.queue === queue);
  for (const queue of queues.filter(({ name: one }) => isCommanded(one))) link(node, queueNode(queue.name), "send");
  for (const requester of requesters.filter(({ queue }) => queue === ORDERS_QUEUE))
    link(node, queueNode(replyQueueName(requester)), "reply");
  if (showsDeadLetters(drawing, ORDERS_QUEUE)) link(node, deadLettersNode(ORDERS_QUEUE), "dead-letter");
  if (store) link(node, STORE_NODE, "keep");
}
