import type { ActorSpec, PointFault } from "../actors/actor.ts";
import type { Ward } from "../host/supervisor.ts";
import type { QueueConfig } from "../queue/config.ts";
import { ORDERS_QUEUE } from "../flow/order/order.ts";
import type { GlueLevel } from "../flow/glue/levels.ts";
import { allQueues, coordinatorNames, replyQueueName, workerNames } from "./names.ts";
import { COORDINATOR, type Design } from "./schema-flow.ts";
import type { Fault, Scenario } from "./schema.ts";

/** What a run has to set up, as plain data. */
export type Plan = {
  readonly queues: readonly QueueConfig[];
  /** Whoever gives others work: producers and requesters. */
  readonly producers: readonly Ward[];
  readonly workers: readonly Ward[];
  /** Who drives orders; they start with the workers. */
  readonly coordinators: readonly Ward[];
  /** The design that they follow; null without a flow. */
  readonly design: Design | null;
  /** Somebody asks where an order is. */
  readonly ask: { readonly order: string; readonly atMs: number } | null;
  readonly timedCrashes: readonly { readonly fault: number; readonly actor: string; readonly atMs: number }[];
};

/** How a run differs between brokers. */
export type RunPlace = {
  /** Keeps this run's names on the server apart from others'. */
  readonly namespace: string;
  /** How long a message travels, one way; 0 where nobody knows. */
  readonly transitMs: number;
};

export function planRun(scenario: Scenario, seed: number, { namespace, transitMs }: RunPlace): Plan {
  const queues = allQueues(scenario).map((queue): QueueConfig => ({ ...queue, namespace }));
  const queueNamed = (name: string) => queues.find((queue) => queue.name === name) as QueueConfig;
  const spec = (name: string) => ({ name, namespace, seed, faults: pointFaults(scenario.faults, name) });
  const producers = scenario.producers.map((producer): Ward => {
    const { name, queue, jobName, jobs, everyMs, startMs, amountCents } = producer;
    const replyTo = producer.replyTo === null ? null : replyQueueName({ name: producer.replyTo });
    const params = { queue, jobName, jobs, everyMs, startMs, amountCents, replyTo, poison: poisoned(scenario.faults) };
    return { spec: { ...spec(name), kind: "producer", params } satisfies ActorSpec, restartAfterMs: null };
  });
  const requesters = scenario.requesters.map((requester): Ward => {
    const { name, restartAfterMs, replyAckWaitMs: _, ...asked } = requester;
    const replyQueue = queueNamed(replyQueueName(requester));
    const params = { ...asked, replyQueue, poison: poisoned(scenario.faults), transitMs };
    return { spec: { ...spec(name), kind: "requester", params } satisfies ActorSpec, restartAfterMs };
  });
  const workers = scenario.workers.flatMap((worker) => {
    const { concurrency, prefetch, handler, reply, restartAfterMs } = worker;
    const params = { queue: queueNamed(worker.queue), concurrency, prefetch, handler, reply, transitMs };
    return workerNames(worker).map((name): Ward => ({
      spec: { ...spec(name), kind: "worker", params } satisfies ActorSpec,
      restartAfterMs,
    }));
  });
  return {
    queues,
    producers: [...producers, ...requesters],
    workers,
    coordinators: coordinators(scenario, spec, queueNamed, transitMs),
    design: scenario.flow?.design ?? null,
    ask: scenario.flow?.ask ?? null,
    timedCrashes: timedCrashes(scenario.faults),
  };
}

function coordinators(
  scenario: Scenario,
  spec: (name: string) => Omit<ActorSpec, "kind" | "params">,
  queueNamed: (name: string) => QueueConfig,
  transitMs: number,
): Ward[] {
  if (!scenario.flow) return [];
  const { design, timeoutMs, tries, sweepMs, restartAfterMs } = scenario.flow;
  const params = {
    level: glueLevel(design),
    ordersQueue: queueNamed(ORDERS_QUEUE),
    repliesQueue: queueNamed(replyQueueName({ name: COORDINATOR })),
    timeoutMs,
    tries,
    sweepMs,
    transitMs,
  };
  return coordinatorNames(scenario).map((name): Ward => ({
    spec: { ...spec(name), kind: "coordinator", params } satisfies ActorSpec,
    restartAfterMs,
  }));
}

function glueLevel(design: Design): GlueLevel {
  return Number(design.slice(-1)) as GlueLevel;
}

function poisoned(faults: readonly Fault[]): string[] {
  return faults.flatMap((fault) => (fault.kind === "poison" ? [fault.job] : []));
}

function pointFaults(faults: readonly Fault[], actor: string): PointFault[] {
  return faults.flatMap((fault, index): PointFault[] => {
    if (fault.kind !== "crash" || !("point" in fault.at)) return [];
    const { at } = fault;
    if ("job" in at) return [{ fault: index, point: at.point, of: { job: at.job, attempt: at.attempt } }];
    return at.actor === actor ? [{ fault: index, point: at.point, of: { nth: at.nth } }] : [];
  });
}

function timedCrashes(faults: readonly Fault[]): Plan["timedCrashes"] {
  return faults.flatMap((fault, index) =>
    fault.kind === "crash" && "atMs" in fault.at ? [{ fault: index, actor: fault.at.actor, atMs: fault.at.atMs }] : [],
  );
}
