import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../clock/clock.ts";
import type { QueueConfig } from "../../queue/names.ts";
import type { JobHandler } from "../../queue/work/received-job.ts";
import { asOne, startWorker, type Worker } from "../../queue/work/worker.ts";
import { failureOf, returnAddress } from "../../reply/headers.ts";
import type { Probe } from "../../trace/probe.ts";
import { readOrderRequest } from "../orchestrator/order-orchestrator.ts";
import { readStepReply } from "../order/order.ts";
import { flowClock } from "./flow-clock.ts";
import { NaiveFlows } from "./flows.ts";
import { Sender } from "./sender.ts";
import { openSnapshots } from "./store.ts";

export type NaiveCoordinatorOptions = {
  readonly connection: NatsConnection;
  readonly namespace: string;
  readonly ordersQueue: QueueConfig;
  readonly repliesQueue: QueueConfig;
  readonly clock: Clock;
  readonly probe: Probe;
  readonly transitMs: number;
  readonly incarnation: number;
};

const AT_ONCE = 8;

/** Restores the stored orders, and then handles requests and replies. See README.md. */
export async function startNaive(options: NaiveCoordinatorOptions): Promise<Worker> {
  const { connection, namespace, ordersQueue, repliesQueue, clock, probe, transitMs, incarnation } = options;
  const js = jetstream(connection);
  const flows = new NaiveFlows({
    bucket: await openSnapshots(connection, namespace),
    probe,
    sender: new Sender({ js, namespace, probe, repliesQueue: repliesQueue.name, incarnation }),
    clockOf: (flow) => flowClock(flow, options),
  });
  await flows.restore();
  const work = (queue: QueueConfig, handler: JobHandler) =>
    startWorker(js, { queue, handler, clock, probe, transitMs, concurrency: AT_ONCE, countRuns: false });
  const workers = await Promise.all([
    work(ordersQueue, (job, run) => flows.begin(readOrderRequest(job.payload).input, returnAddress(job), run.cause)),
    // A failed command is not a reply: its timeout decides.
    work(repliesQueue, async (job, run) => {
      if (failureOf(job) === null) await flows.reply(readStepReply(job.payload), returnAddress(job), run.cause);
    }),
  ]);
  return asOne(workers);
}
