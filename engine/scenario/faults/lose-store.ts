import { z } from "zod";
import { fault } from "./fault.ts";
import { momentSchema, momentText, placeProblems } from "./place.ts";

export const loseStore = fault({
  schema: z.strictObject({
    kind: z.literal("lose-store").describe("The stores of the flow's coordinators are emptied."),
    at: momentSchema,
  }),
  says: ({ at }) => `lose the store ${momentText(at)}`,
  plan: ({ at }) => ({ by: "runner", at, target: "store" }),
  // If the server does not answer, the whole run fails, and that is reported elsewhere.
  strike: (_, { loseStores }) => loseStores().catch(() => undefined),
  problems: ({ at }, path, known) => placeProblems(at, `${path}.at`, known),
});
