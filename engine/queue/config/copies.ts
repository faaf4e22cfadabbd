import { z } from "zod";

/** Copies in a cluster. */
export const replicas = z.union([z.literal(1), z.literal(3), z.literal(5)]).meta({
  description: "Copies, each on a server of its own; 1 without it.",
  examples: [1, 3, 5],
});

/** Where the queue is kept. */
export const storage = z.enum(["file", "memory"]).meta({
  description: "What is only in memory is gone with its server; `file` without it.",
  examples: ["file"],
});
