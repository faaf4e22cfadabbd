import { jetstream } from "@nats-io/jetstream";
import type { QueueConfig } from "../queue/config.ts";
import { startWorker } from "../queue/worker.ts";
import type { Actor, ActorContext } from "./actor.ts";
import { createHandler, type HandlerSpec } from "./handlers.ts";

export type WorkerParams = {
  readonly queue: QueueConfig;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly handler: HandlerSpec;
  /** How long a message travels to the worker; 0 where nobody knows. */
  readonly transitMs: number;
};

/** A competing worker on a queue, with a handler from the registry. */
export async function createWorker(context: ActorContext, params: WorkerParams): Promise<Actor> {
  return startWorker(jetstream(context.connection), {
    queue: params.queue,
    concurrency: params.concurrency,
    prefetch: params.prefetch,
    transitMs: params.transitMs,
    handler: createHandler(params.handler, context),
    clock: context.clock,
    probe: context.probe,
  });
}
