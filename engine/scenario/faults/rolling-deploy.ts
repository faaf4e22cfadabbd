import { z } from "zod";
import { idText, millis } from "../../actors/fields.ts";
import { handlerSchema, queuesOf } from "../../actors/handlers/registry.ts";
import { concurrency, heartbeatMs } from "../../queue/config/credit.ts";
import { fault } from "./fault.ts";
import { momentSchema, momentText, oneOf, placeProblems } from "./place.ts";

export const rollingDeploy = fault({
  schema: z.strictObject({
    kind: z
      .literal("rolling-deploy")
      .describe(
        "One worker after the other shuts down cleanly, and its next incarnation starts before the next one's turn.",
      ),
    workers: idText.describe("The workers of this name: name-1, name-2, …"),
    at: momentSchema,
    gapMs: millis.default(0).describe("Time from one worker's start to the next one's stop."),
    next: z
      .strictObject({
        handler: handlerSchema.exactOptional(),
        concurrency: concurrency.max(100).exactOptional(),
        heartbeatMs: heartbeatMs.nullable().exactOptional(),
      })
      .default({})
      .describe("What is different in the next version; nothing: the same version starts again."),
  }),
  says: ({ workers, at }) => `rolling deploy of ${workers} ${momentText(at)}`,
  plan: ({ workers, at }) => ({ by: "runner", at, target: workers }),
  async strike({ workers, gapMs, next }, { supervisor, clock }) {
    for (let n = 1; supervisor.knows(`${workers}-${n}`); n++) {
      if (n > 1 && gapMs > 0) await clock.sleep(gapMs);
      await supervisor.replace(`${workers}-${n}`, next);
    }
  },
  problems: ({ workers, at, next }, path, known) => [
    ...oneOf(workers, `${path}.workers`, known.workers),
    ...placeProblems(at, `${path}.at`, known),
    ...(next.handler === undefined ? [] : queuesOf(next.handler)).flatMap(({ path: inner, name }) =>
      oneOf(name, `${path}.next.handler.${inner}`, known.queues),
    ),
  ],
});
