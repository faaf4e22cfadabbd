import type { ActorSpec } from "../../actors/actor.ts";
import type { Ward } from "../../host/supervisor.ts";
import type { QueueConfig } from "../../queue/names.ts";
import { appenderWards, type LateWard, type PlannedLog, plannedLogs, readerWards } from "../parts/log/plan.ts";
import { coordinatorWards } from "../parts/flow/plan.ts";
import { allQueues, replyQueueName, workerNames } from "../names.ts";
import {
  noticedFaults,
  type Outage,
  outages,
  pointFaults,
  poisoned,
  strikeServers,
  timedFaults,
  wireFaults,
  type RunnerFault,
  type TimedFault,
} from "../faults/plan.ts";
import type { Design } from "../parts/flow/schema.ts";
import type { Scenario } from "../schema.ts";

/** What a run has to set up, as plain data. */
export type Plan = {
  readonly queues: readonly QueueConfig[];
  readonly logs: readonly PlannedLog[];
  /** How many readers are to go back to the beginning of their log. */
  readonly rewinds: number;
  /** Whoever gives others work: producers, requesters, appenders, and who replays dead letters. */
  readonly producers: readonly Ward[];
  /** And readers: who is there from the beginning. */
  readonly workers: readonly Ward[];
  /** Workers and readers that come later. */
  readonly late: readonly LateWard[];
  /** Who drives orders; they start with the workers. */
  readonly coordinators: readonly Ward[];
  /** The design that they follow; null without a flow. */
  readonly design: Design | null;
  /** Somebody asks where an order is. */
  readonly ask: { readonly order: string; readonly atMs: number } | null;
  readonly timedFaults: readonly TimedFault[];
  readonly noticedFaults: readonly RunnerFault[];
  /** One, or the three of a cluster. */
  readonly servers: 1 | 3;
  /** Servers are killed: they must be the run's own, and questions to them may go unanswered. */
  readonly strikesServers: boolean;
  /** When the world outside answers nobody, counted from when the workers are up. */
  readonly outages: readonly Outage[];
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
  const onTheWire = wireFaults(scenario.faults);
  const spec = (name: string) => {
    const faults = pointFaults(scenario.faults, name);
    return { name, namespace, seed, faults, wireFaults: onTheWire };
  };
  const producers = scenario.producers.map((producer): Ward => {
    const { name, ...sent } = producer;
    const replyTo = producer.replyTo === null ? null : replyQueueName({ name: producer.replyTo });
    const params = { ...sent, queue: queueNamed(producer.queue), replyTo, poison: poisoned(scenario.faults) };
    return { spec: { ...spec(name), kind: "producer", params } satisfies ActorSpec, restartAfterMs: null };
  });
  const requesters = scenario.requesters.map((requester): Ward => {
    const { name, restartAfterMs, replyAckWaitMs: _, ...asked } = requester;
    const replyQueue = queueNamed(replyQueueName(requester));
    const params = { ...asked, replyQueue, poison: poisoned(scenario.faults), transitMs };
    return { spec: { ...spec(name), kind: "requester", params } satisfies ActorSpec, restartAfterMs };
  });
  const desks = scenario.desks.map(({ name, queue, steps, restartAfterMs }): Ward => {
    const params = { queue: queueNamed(queue), steps };
    return { spec: { ...spec(name), kind: "desk", params } satisfies ActorSpec, restartAfterMs };
  });
  const workers = scenario.workers.flatMap((worker) => {
    const { name: _, count: __, startMs: atMs, restartAfterMs, ...works } = worker;
    const queue = queueNamed(worker.queue);
    // All workers of a queue count alike: a job that waited at one of them may come to another.
    const mayWait = (one: Scenario["workers"][number]) => one.queue === queue.name && one.prefetch > 0;
    const countRuns = queue.rate !== undefined || scenario.workers.some(mayWait);
    const params = { ...works, queue, transitMs, countRuns };
    return workerNames(worker).map((name): LateWard => {
      return { ward: { spec: { ...spec(name), kind: "worker", params } satisfies ActorSpec, restartAfterMs }, atMs };
    });
  });
  const place = { spec, namespace, transitMs };
  const consumers = [...workers, ...readerWards(scenario, place)];
  return {
    queues,
    logs: plannedLogs(scenario, namespace),
    rewinds: scenario.readers.filter(({ rewindAfter }) => rewindAfter !== null).length,
    producers: [...producers, ...requesters, ...appenderWards(scenario, place), ...desks],
    workers: consumers.filter(({ atMs }) => atMs === 0).map(({ ward }) => ward),
    late: consumers.filter(({ atMs }) => atMs > 0),
    coordinators: coordinatorWards(scenario, { spec, queueNamed, transitMs }),
    design: scenario.flow?.design ?? null,
    ask: scenario.flow?.ask ?? null,
    timedFaults: timedFaults(scenario.faults),
    noticedFaults: noticedFaults(scenario.faults),
    outages: outages(scenario.faults),
    servers: scenario.servers ?? 1,
    strikesServers: strikeServers(scenario.faults),
  };
}
