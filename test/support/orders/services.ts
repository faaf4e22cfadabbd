import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../../engine/clock/clock.ts";
import { readCommand, SERVICE_QUEUES } from "../../../engine/flow/order/order.ts";
import type { QueueConfig } from "../../../engine/queue/names.ts";
import type { Job, RunContext } from "../../../engine/queue/work/received-job.ts";
import { startWorker } from "../../../engine/queue/work/worker.ts";
import { responder } from "../../../engine/reply/responder.ts";
import type { Probe } from "../../../engine/trace/probe.ts";
import type { Behaviours, OrderOutside } from "./outside.ts";

export type Services = {
  readonly connection: NatsConnection;
  readonly namespace: string;
  readonly clock: Clock;
  readonly probe: Probe;
  readonly outside: OrderOutside;
  readonly behaviours: Behaviours;
  /** Commands that each service works on at once; 1 by default. */
  readonly concurrency?: number;
};

/** Work queues as the lab's scenarios declare them. */
export function queueConfig(namespace: string, name: string, ackWaitMs: number): QueueConfig {
  return { name, namespace, ackWaitMs, maxAttempts: null, retry: { kind: "fixed", delayMs: 50 } };
}

/** One worker a service, behind its own queue. */
export async function startServices(services: Services, ackWaitMs: number): Promise<void> {
  const { connection, namespace, clock, probe, concurrency = 1 } = services;
  const js = jetstream(connection);
  for (const name of SERVICE_QUEUES) {
    const handler = serviceHandler(services);
    await startWorker(js, { queue: queueConfig(namespace, name, ackWaitMs), handler, clock, probe, concurrency });
  }
}

function serviceHandler({ connection, namespace, clock, probe, outside, behaviours }: Services) {
  const options = { js: jetstream(connection), namespace, clock, probe };
  const answer = (reply: (job: Job) => ReturnType<OrderOutside["do"]>) =>
    responder((job) => Promise.resolve(reply(job)), options);
  return async (job: Job, run: RunContext) => {
    const command = readCommand(job.payload);
    const behaviour = behaviours(command, outside.run(command));
    const { order, action } = command;
    if (behaviour === "keep-silent") return undefined;
    if (behaviour === "do-but-keep-silent") return void outside.do(job.payload);
    if (behaviour === "refuse") return answer(() => ({ order, action, done: false, reason: "no" }))(job, run);
    if (behaviour !== "do") await clock.sleep(behaviour.afterMs);
    return answer(() => outside.do(job.payload))(job, run);
  };
}
