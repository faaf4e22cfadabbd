import { MOST_SLOT_ROWS } from "../actor/slots.ts";
import { showsDeadLetters } from "../dead-letters/shown.ts";
import { charges, deadLettersNode, queueNode, sendsTo, workerNames, workerNode, OUTSIDE_NODE } from "../names.ts";
import { COORDINATOR, replyQueueName } from "../../../../engine/views.ts";
import type { Part } from "../part.ts";
import type { Drawing } from "../drawing.ts";
import type { Scenario } from "../../../../engine/scenario/schema.ts";
import { readWorkers } from "./read.ts";
import { workersAt } from "./stage.ts";

const TALL_WIDTH = 157;

/** The processes that take jobs from a queue. */
export const worker = {
  sizes: {
    worker: ({ slots, prefetch }, shape) => {
      const rows = Math.min(MOST_SLOT_ROWS, Math.max(1, slots));
      const extra = (slots > MOST_SLOT_ROWS ? 18 : 0) + (prefetch > 0 ? 24 : 0);
      return { width: shape === "tall" ? TALL_WIDTH : 212, height: 72 + rows * 34 + extra };
    },
  },
  actors: (scenario) => workerNames(scenario).map((name) => [name, workerNode(name)]),
  draw: (drawing) => {
    for (const spec of drawing.scenario.workers) {
      for (let i = 1; i <= spec.count; i++) drawOne(drawing, spec, `${spec.name}-${i}`);
    }
  },
  read: readWorkers,
  stage: workersAt,
} satisfies Part;

function drawOne(drawing: Drawing, spec: Scenario["workers"][number], name: string): void {
  const { scenario, link } = drawing;
  const { flow } = scenario;
  const { concurrency: slots, prefetch, queue, handler } = spec;
  const node = workerNode(name);
  drawing.node(node, "worker", name, { slots, prefetch });
  link(queueNode(queue), node, "deliver");
  if (showsDeadLetters(drawing, queue)) link(node, deadLettersNode(queue), "dead-letter");
  for (const to of sendsTo(handler)) link(node, queueNode(to), "send");
  if (charges(handler) || handler.kind === "service") link(node, OUTSIDE_NODE, "effect");
  for (const requester of answeredFrom(scenario, queue)) link(node, queueNode(replyQueueName(requester)), "reply");
  if (flow && (handler.kind === "service" || (flow.kind === "one-step" && charges(handler))))
    link(node, queueNode(replyQueueName({ name: COORDINATOR })), "reply");
}

/**
 * The requesters that a queue's workers answer: those that send to it, and those whose return address a producer there
 * uses.
 */
function answeredFrom({ producers, requesters }: Scenario, queue: string): Scenario["requesters"] {
  const named = new Set(producers.flatMap((producer) => (producer.queue === queue ? (producer.replyTo ?? []) : [])));
  return requesters.filter((requester) => requester.queue === queue || named.has(requester.name));
}
