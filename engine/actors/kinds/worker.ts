import { jetstream } from "@nats-io/jetstream";
import type { QueueConfig } from "../../queue/names.ts";
import { startWorker } from "../../queue/work/worker.ts";
import { responder } from "../../reply/responder.ts";
import type { Actor, ActorContext } from "../actor.ts";
import { createHandler, type HandlerSpec } from "../handlers/registry.ts";

export type WorkerParams = {
  readonly queue: QueueConfig;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly handler: HandlerSpec;
  /** How often it says that it is still at a job; null: never. */
  readonly heartbeatMs: number | null;
  /** How often it asks for work; null: it waits at the server. */
  readonly pollEveryMs: number | null;
  /** How long a message travels to the worker; 0 where nobody knows. */
  readonly transitMs: number;
  /** Attempts are runs, not deliveries: where a job may wait at a worker; see engine/queue/work/attempts.ts. */
  readonly countRuns: boolean;
  /** When an answer leaves, if one is asked for: see engine/reply/responder.ts. */
  readonly reply: "before-ack" | "after-ack";
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
