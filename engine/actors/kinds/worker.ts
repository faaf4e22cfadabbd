import { z } from "zod";
import { concurrency, heartbeatMs, pollEveryMs, prefetch } from "../../queue/config/credit.ts";
import { idText, millis, positive } from "../fields.ts";
import { jetstream } from "@nats-io/jetstream";
import type { QueueConfig } from "../../queue/names.ts";
import { startWorker } from "../../queue/work/worker.ts";
import { responder } from "../../reply/responder.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { createHandler, handlerSchema } from "../handlers/registry.ts";

export const workerSchema = z.strictObject({
  name: idText.describe("Workers are called name-1, name-2, …"),
  count: positive.max(64).default(1),
  queue: idText,
  concurrency: concurrency.max(100).default(1),
  prefetch: prefetch.max(1_000).default(0),
  heartbeatMs: heartbeatMs.nullable().default(null),
  pollEveryMs: pollEveryMs.nullable().default(null),
  handler: handlerSchema,
  startMs: millis.default(0).describe("When it starts, counted from when the others are up."),
  reply: z
    .enum(["before-ack", "after-ack"])
    .default("before-ack")
    .describe(
      "When the answer is sent: a crash in between repeats the work (before the ack) or loses the answer (after it).",
    ),
  restartAfterMs: millis
    .nullable()
    .default(3_000)
    .describe("A supervisor starts a crashed worker again after this time; null: never."),
});

export type WorkerParams = Omit<
  z.output<typeof workerSchema>,
  "name" | "count" | "queue" | "startMs" | "restartAfterMs"
> & {
  readonly queue: QueueConfig;
  /** How long a message travels to the worker; 0 if unknown. */
  readonly transitMs: number;
  /** Counts attempts as runs, not as deliveries; needed if a job may wait at a worker. See engine/queue/work/attempts.ts. */
  readonly countRuns: boolean;
};

/** A competing worker on a queue, with a handler from the registry. */
export async function createWorker(context: ActorContext, params: WorkerParams): Promise<Actor> {
  const js = jetstream(context.connection);
  const { namespace, clock, probe } = context;
  const service = createHandler(params.handler, context);
  return startWorker(js, {
    queue: params.queue,
    concurrency: params.concurrency,
    prefetch: params.prefetch,
    transitMs: params.transitMs,
    countRuns: params.countRuns,
    ...(params.heartbeatMs === null ? {} : { heartbeatMs: params.heartbeatMs }),
    ...(params.pollEveryMs === null ? {} : { pollEveryMs: params.pollEveryMs }),
    handler: responder(service, { js, namespace, clock, probe, reply: params.reply }),
    clock,
    probe,
    seed: context.seed,
  });
}
