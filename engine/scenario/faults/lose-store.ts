import { z } from "zod";
import { fault } from "./fault.ts";
import { momentSchema, momentText, placeProblems } from "./place.ts";

export const loseStore = fault({
  schema: z.strictObject({
    kind: z.literal("lose-store").describe("Everything that the flow's coordinators have stored is gone."),
    at: momentSchema,
  }),
  says: ({ at }) => `lose the store ${momentText(at)}`,
  plan: ({ at }) => ({ by: "runner", at, target: "store" }),
  // A server that does not answer loses the whole run, and others say so.
  strike: (_, { loseStores }) => loseStores().catch(() => undefined),
  problems: ({ at }, path, known) => placeProblems(at, `${path}.at`, known),
});
