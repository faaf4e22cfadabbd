import { queueNode, requesterNode } from "../names.ts";
import { replyQueueName } from "../../../../engine/views.ts";
import type { Part } from "../part.ts";
import type { RunRecords } from "../trace/run-index.ts";
import { readExchanges, type RequesterFacts } from "./read.ts";
import { requestersAt } from "./stage.ts";

const TALL_WIDTH = 344;

/** Requesters send requests and wait for the answers in their own reply queues. */
export const requester = {
  sizes: {
    requester: (_, shape) => (shape === "tall" ? { width: TALL_WIDTH, height: 84 } : { width: 188, height: 124 }),
  },
  actors: ({ requesters }) => requesters.map(({ name }) => [name, requesterNode(name)]),
  draw: ({ scenario, node, link }) => {
    for (const { name, queue } of scenario.requesters) {
      node(requesterNode(name), "requester", name);
      link(requesterNode(name), queueNode(queue), "send");
    }
  },
  read: ({ events }: RunRecords): RequesterFacts => readExchanges(events),
  /** Answers to requests that had been answered already. */
  repeats: ({ asks }: RunRecords & RequesterFacts) =>
    asks
      .flatMap(({ replies }) => replies.filter(({ event }) => event.type === "reply-duplicate"))
      .flatMap(({ job }) => job ?? []),
  stage: requestersAt,
  /** The journey of a reply has no ticks: its arrival is 'answered'. Nor has the job of a request: it is 'asked'. */
  quiet: ({ source }) => {
    const { requesters } = source.scenario;
    const names = new Set(requesters.map(({ name }) => name));
    const queues = new Set(requesters.map(replyQueueName));
    return (event) =>
      ("queue" in event && queues.has(event.queue)) || (event.type === "job-sent" && names.has(event.actor));
  },
} satisfies Part;
