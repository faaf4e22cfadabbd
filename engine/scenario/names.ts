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

/**
 * The jobs that a scenario can make, for one queue or for all; a request's later tries are jobs of their own.
 * Whoever makes jobs of another kind adds their names here, or to `askedJobNames` if somebody waits for the answer.
 */
export function jobNames(scenario: Scenario, queue?: string): string[] {
  const sent = scenario.producers
    .filter((producer) => queue === undefined || producer.queue === queue)
    .flatMap(({ jobName, jobs }) => numbered(jobName, jobs));
  return [...sent, ...askedJobNames(scenario, queue)];
}

/** The jobs among them that somebody waits for an answer to. */
export function askedJobNames({ requesters }: Scenario, queue?: string): string[] {
  return requesters
    .filter((requester) => queue === undefined || requester.queue === queue)
    .flatMap(({ requestName, requests, tries }) =>
      numbered(requestName, requests).flatMap((job) => triesOf(job, tries)),
    );
}

/** The job that an answer of this name answers, in one of its deliveries; null when no answer has such a name. */
export function answeredJob(name: string): string | null {
  return /^reply-(.+)-[1-9]\d*$/.exec(name)?.[1] ?? null;
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}

/** The first try goes by the job's own name. */
function triesOf(job: string, tries: number): string[] {
  return [job, ...Array.from({ length: tries - 1 }, (_, i) => `${job}-try-${i + 2}`)];
}
