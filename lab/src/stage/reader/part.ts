import { charges, logNode, queueNode, readerNames, readerNode, sendsTo, OUTSIDE_NODE } from "../names.ts";
import type { Part } from "../part.ts";
import { SOME_SIZE } from "../types.ts";
import { readersAt } from "./stage.ts";

/** The processes that read a log. */
export const reader = {
  sizes: { reader: () => SOME_SIZE },
  actors: (scenario) => readerNames(scenario).map((name) => [name, readerNode(name)]),
  draw: ({ scenario: { readers }, node, link }) => {
    for (const spec of readers) {
      const { log, concurrency: slots, handler } = spec;
      for (const actor of readerNames({ readers: [spec] })) {
        const id = readerNode(actor);
        node(id, "reader", actor, { slots });
        link(logNode(log), id, "deliver");
        for (const queue of sendsTo(handler)) link(id, queueNode(queue), "send");
        if (charges(handler)) link(id, OUTSIDE_NODE, "effect");
      }
    }
  },
  stage: readersAt,
} satisfies Part;
