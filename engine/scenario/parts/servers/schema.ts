import { z } from "zod";
import { positive } from "../../../actors/fields.ts";

/** A run has one server, or three. */
export const oneOrThree = z.union([z.literal(1), z.literal(3)]);

export const serverFields = {
  servers: oneOrThree
    .exactOptional()
    .describe("How many servers the run has of its own; one without it, and on `nats` also somebody else's."),
  electionMs: positive
    .max(60_000)
    .exactOptional()
    .describe(
      "How long several simulated servers take to choose a leader; real ones take their own time. 5,000 without it.",
    ),
};
