import { logNode, producerNode, queueNode } from "../names.ts";
import type { Part } from "../part.ts";
import type { RunRecords } from "../trace/run-index.ts";
import { timesBy } from "../trace/sorted.ts";
import { producersAt, type ProducerFacts } from "./stage.ts";

/** Producers send jobs to a queue or append events to a log. They wait for no answer. */
export const producer = {
  sizes: { producer: () => ({ width: 148, height: 62 }) },
  actors: ({ producers, logProducers }) =>
    [...producers, ...logProducers].map(({ name }) => [name, producerNode(name)]),
  draw: ({ scenario, node, link }) => {
    for (const { name, queue } of scenario.producers) {
      node(producerNode(name), "producer", name);
      link(producerNode(name), queueNode(queue), "send");
    }
    for (const { name, log } of scenario.logProducers) {
      node(producerNode(name), "producer", name);
      link(producerNode(name), logNode(log), "send");
    }
  },
  read: ({ events }: RunRecords): ProducerFacts => ({ sentTimes: timesBy(events, "job-sent") }),
  stage: producersAt,
} satisfies Part;
