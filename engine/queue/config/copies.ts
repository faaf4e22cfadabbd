import { z } from "zod";

/** Copies in a cluster. */
export const replicas = z.union([z.literal(1), z.literal(3), z.literal(5)]).meta({
  description: "Copies, each on its own server; 1 by default.",
  examples: [1, 3, 5],
});

/** Where the server stores the queue. */
export const storage = z.enum(["file", "memory"]).meta({
  description: "Data in memory is lost when its server stops; `file` by default.",
  examples: ["file"],
});
