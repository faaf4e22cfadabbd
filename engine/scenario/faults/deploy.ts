import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { fault } from "./fault.ts";
import { momentSchema, momentText, oneOf, placeProblems } from "./place.ts";

export const deploy = fault({
  schema: z.strictObject({
    kind: z
      .literal("deploy")
      .describe("A coordinator is shut down, and one with version 2 of the order's flow takes its place."),
    actor: idText,
    at: momentSchema,
  }),
  says: ({ actor, at }) => `version 2 in ${actor}, ${momentText(at)}`,
  plan: ({ actor, at }) => ({ by: "runner", at, target: actor }),
  strike: ({ actor }, { supervisor }) => void supervisor.deploy(actor),
  problems: ({ actor, at }, path, known) => [
    ...oneOf(actor, `${path}.actor`, known.coordinators),
    ...placeProblems(at, `${path}.at`, known),
    // Only the order has a second version.
    ...(known.flow === null || known.flow === "order"
      ? []
      : [`${path}: found "deploy", expected a flow of the kind "order"`]),
  ],
});
