import { logNode } from "../names.ts";
import { SOME_SIZE } from "../types.ts";
import type { Part } from "../part.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { logHops } from "./hops.ts";
import { type LogFacts, readLogs } from "./read.ts";
import { logsAt } from "./stage.ts";
import type { LogView } from "./types.ts";

/** Logs, which keep their events. */
export const log = {
  sizes: { log: () => SOME_SIZE },
  draw: ({ scenario: { logs, readers }, node }) => {
    for (const { name, partitions } of logs) {
      const rows = { partitions, readers: readers.filter((reader) => reader.log === name).length };
      node(logNode(name), "log", name, { rows });
    }
  },
  read: readLogs,
  hops: logHops,
  stage: (index: RunIndex & LogFacts, atMs): { readonly logs: readonly LogView[] } => ({ logs: logsAt(index, atMs) }),
} satisfies Part;
