import { z } from "zod";
import { millis, positive } from "../../actors/fields.ts";
import { formatDuration } from "../../trace/format.ts";
import { fault } from "./fault.ts";

export const outage = fault({
  schema: z.strictObject({
    kind: z.literal("outage").describe("The outside services answer nobody: every call to them fails."),
    atMs: millis.describe("Counted from when the workers are up."),
    forMs: positive.max(600_000),
  }),
  says: ({ atMs, forMs }) => `outage at ${formatDuration(atMs)} for ${formatDuration(forMs)}`,
  plan: ({ atMs }) => ({ by: "runner", at: { atMs }, target: "outside", optional: true }),
  strike: ({ forMs }, { cutOff }) => cutOff(forMs),
});
