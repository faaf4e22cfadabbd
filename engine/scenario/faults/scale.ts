import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { fault } from "./fault.ts";
import { momentSchema, momentText, oneOf, placeProblems } from "./place.ts";

export const scale = fault({
  schema: z.strictObject({
    kind: z
      .literal("scale")
      .describe(
        "Workers are added, or removed: those with the highest numbers shut down cleanly and hand back what they hold.",
      ),
    workers: idText.describe("The workers of this name: name-1, name-2, …"),
    to: z.int().min(0).max(64).describe("How many of them there are from then on."),
    at: momentSchema,
  }),
  says: ({ workers, to, at }) => `scale ${workers} to ${to} ${momentText(at)}`,
  plan: ({ workers, to, at }) => ({ by: "runner", at, target: `${workers} to ${to}` }),
  strike({ workers, to }, { supervisor }) {
    for (let n = 1; supervisor.knows(`${workers}-${n}`); n++) {
      if (n <= to) supervisor.add(`${workers}-${n}`);
      else supervisor.remove(`${workers}-${n}`);
    }
  },
  problems: ({ workers, at }, path, known) => [
    ...oneOf(workers, `${path}.workers`, known.workers),
    ...placeProblems(at, `${path}.at`, known),
  ],
});
