import type { QueueSpec, RequesterSpec, Scenario } from "./schema.ts";

/** The names of all workers' actors: name-1, name-2, … */
export function workerNames(worker: { readonly name: string; readonly count: number }): string[] {
  return Array.from({ length: worker.count }, (_, i) => `${worker.name}-${i + 1}`);
}

/** The queue in which a requester finds its answers. */
export function replyQueueName({ name }: Pick<RequesterSpec, "name">): string {
  return `${name}-replies`;
}

/** The queues that a scenario names, and the reply queues that follow from its requesters. */
export function allQueues(scenario: Scenario): QueueSpec[] {
  const replies = scenario.requesters.map((requester): QueueSpec => ({
    name: replyQueueName(requester),
    ackWaitMs: requester.replyAckWaitMs,
    maxAttempts: 5,
    retry: { kind: "fixed", delayMs: 1_000 },
  }));
  return [...scenario.queues, ...replies];
}

/** Whoever gives others work. */
export function producerNames({ producers, requesters }: Scenario): string[] {
  return [...producers, ...requesters].map(({ name }) => name);
}

/** The jobs that a scenario can make, for one queue or for all; a request's later tries are jobs of their own. */
export function jobNames({ producers, requesters }: Scenario, queue?: string): string[] {
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
  const asked = <W extends { readonly queue: string }>(whoever: readonly W[]) =>
    whoever.filter((one) => queue === undefined || one.queue === queue);
  return [
    ...asked(producers).flatMap(({ jobName, jobs }) => numbered(jobName, jobs)),
    ...asked(requesters).flatMap(({ requestName, requests, tries }) =>
      numbered(requestName, requests).flatMap((request) => [
        request,
        ...Array.from({ length: tries - 1 }, (_, i) => `${request}-try-${i + 2}`),
      ]),
    ),
  ];
}
