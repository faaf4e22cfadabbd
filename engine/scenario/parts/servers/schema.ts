import { z } from "zod";
import { positive } from "../../../actors/fields.ts";

/** A run has 1 or 3 servers. */
export const oneOrThree = z.union([z.literal(1), z.literal(3)]);

export const serverFields = {
  servers: oneOrThree
    .exactOptional()
    .describe("How many servers of its own the run has. By default one, which on `nats` may be a shared server."),
  electionMs: positive
    .max(60_000)
    .exactOptional()
    .describe("How long simulated servers take to elect a leader, 5,000 by default; real servers take their own time."),
};
