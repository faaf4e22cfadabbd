import { queueNode } from "../names.ts";
import type { Part } from "../part.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { withDrops } from "./drop-oldest.ts";
import { flagsOfQueues } from "./flags.ts";
import { readQueues, type QueueFacts } from "./read.ts";
import { queuesAt } from "./stage.ts";

const TALL_WIDTH = 344;
const HEIGHT = 124;
const SERVER_ROW = 30;

/** The queues that a scenario names. */
export const queue = {
  sizes: {
    queue: ({ servers }, shape) => ({
      width: shape === "tall" ? TALL_WIDTH : 216,
      height: HEIGHT + (servers === undefined ? 0 : SERVER_ROW),
    }),
  },
  draw: ({ scenario, node }) => {
    const { queues, servers = 1 } = scenario;
    for (const { name } of queues) node(queueNode(name), "queue", name, servers > 1 ? { servers } : {});
  },
  revises: (messages, { queues }) => withDrops(messages, queues),
  read: readQueues,
  stage: queuesAt,
  flags: flagsOfQueues,
  quiet:
    ({ undoneAcks }: RunIndex & QueueFacts) =>
    ({ id }) =>
      undoneAcks.has(id),
} satisfies Part;
