import type { ActorSpec } from "../../../actors/kinds/registry.ts";
import { allWorkerNames, replyQueueName } from "../../names.ts";
import type { Scenario, WorkerSpec } from "../../schema.ts";
import type { PlannedActor, PlanPlace } from "../part.ts";

export function producers(scenario: Scenario, { spec, queueNamed, poison }: PlanPlace): PlannedActor[] {
  return scenario.producers.map((producer) => {
    const { name, ...sent } = producer;
    const replyTo = producer.replyTo === null ? null : replyQueueName({ name: producer.replyTo });
    const params = { ...sent, queue: queueNamed(producer.queue), replyTo, poison };
    const work = { ...spec(name), kind: "producer", params } satisfies ActorSpec;
    return { child: { spec: work, restartAfterMs: null }, atMs: 0 };
  });
}

export function workers(scenario: Scenario, { spec, queueNamed, transitMs }: PlanPlace): PlannedActor[] {
  return scenario.workers.flatMap((worker) => {
    const { name: _, count, startMs: atMs, restartAfterMs, ...works } = worker;
    const queue = queueNamed(worker.queue);
    // If any worker of the queue prefetches, all workers count deliveries alike, because a job may move between them.
    const mayWait = (one: WorkerSpec) => one.queue === queue.name && one.prefetch > 0;
    const countRuns = queue.rate !== undefined || scenario.workers.some(mayWait);
    const params = { ...works, queue, transitMs, countRuns };
    return allWorkerNames(worker, scenario.faults).map((name, n) => {
      const work = { ...spec(name), kind: "worker", params } satisfies ActorSpec;
      return { child: { spec: work, restartAfterMs }, atMs: n < count ? atMs : null };
    });
  });
}
