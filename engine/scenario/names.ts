import { answerJob, commandJob, ORDERS_QUEUE, QUEUE_OF, type Action } from "../flow/order/order.ts";
import { COORDINATOR } from "./schema-flow.ts";
import type { QueueSpec, RequesterSpec, Scenario } from "./schema.ts";

/** The names of all workers' actors: name-1, name-2, … */
export function workerNames(worker: { readonly name: string; readonly count: number }): string[] {
  return Array.from({ length: worker.count }, (_, i) => `${worker.name}-${i + 1}`);
}

/** The queue in which a requester finds its answers. */
export function replyQueueName({ name }: Pick<RequesterSpec, "name">): string {
  return `${name}-replies`;
}

/** The actors that drive a scenario's flow, if it has one. */
export function coordinatorNames({ flow }: Pick<Scenario, "flow">): string[] {
  return flow ? workerNames({ name: COORDINATOR, count: flow.coordinators }) : [];
}

/** The queues that a scenario names, and the reply queues that follow from its requesters and its coordinators. */
export function allQueues({ queues, requesters, flow }: Scenario): QueueSpec[] {
  const repliers = [...requesters, ...(flow ? [{ name: COORDINATOR, replyAckWaitMs: flow.replyAckWaitMs }] : [])];
  const replies = repliers.map((whose): QueueSpec => ({
    name: replyQueueName(whose),
    ackWaitMs: whose.replyAckWaitMs,
    maxAttempts: 5,
    retry: { kind: "fixed", delayMs: 1_000 },
  }));
  return [...queues, ...replies];
}

/** Whoever gives others work. */
export function producerNames({ producers, requesters }: Scenario): string[] {
  return [...producers, ...requesters].map(({ name }) => name);
}

/** The jobs that a scenario can make, for one queue or for all; a request's later tries are jobs of their own. */
export function jobNames(scenario: Scenario, queue?: string): string[] {
  const { producers, requesters } = scenario;
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
    ...flowJobs(scenario, queue),
  ];
}

/** The orders that a scenario's flow is asked for. */
export function orderNames({ flow, requesters }: Pick<Scenario, "flow" | "requesters">): string[] {
  if (!flow) return [];
  return requesters
    .filter((requester) => requester.queue === ORDERS_QUEUE)
    .flatMap(({ requestName, requests }) => Array.from({ length: requests }, (_, i) => `${requestName}-${i + 1}`));
}

/** The commands that a flow's coordinators can send, and their answers to the shop. */
function flowJobs(scenario: Scenario, queue: string | undefined): string[] {
  const tries = Array.from({ length: scenario.flow?.tries ?? 0 }, (_, i) => i + 1);
  const actions = (Object.keys(QUEUE_OF) as Action[]).filter((action) => !queue || QUEUE_OF[action] === queue);
  return orderNames(scenario).flatMap((order) => [
    ...actions.flatMap((action) => tries.map((tryNumber) => commandJob(order, action, tryNumber))),
    ...(queue === undefined ? [answerJob(order)] : []),
  ]);
}
