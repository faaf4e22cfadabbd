import { answerJob, commandJob, ORDERS_QUEUE, QUEUE_OF, type Action } from "../flow/order/order.ts";
import type { QueueSpec } from "./parts/queue/schema.ts";
import type { ScenarioSetup as Scenario } from "./schema/setup.ts";

/** The name of the actors that drive the orders; their reply queue is called coordinator-replies. */
export const COORDINATOR = "coordinator";

/** The queue of an orchestrator's deadlines. Pictures show it as timers, not as a queue. */
export const DEADLINES_QUEUE = "coordinator-replies-timers";

/** The names of all workers' actors: name-1, name-2, … */
export function workerNames(worker: { readonly name: string; readonly count: number }): string[] {
  return Array.from({ length: worker.count }, (_, i) => `${worker.name}-${i + 1}`);
}

/** The names of all processes of these workers, those that a planned fault adds included. */
export function allWorkerNames(worker: Scenario["workers"][number], faults: Scenario["faults"]): string[] {
  const { name, count } = worker;
  const planned = faults.flatMap((fault) => (fault.kind === "scale" && fault.workers === name ? [fault.to] : []));
  return workerNames({ name, count: Math.max(count, ...planned) });
}

/** The queue that a requester reads its answers from. */
export function replyQueueName({ name }: { readonly name: string }): string {
  return `${name}-replies`;
}

/** The job that carries a try of a request; the first try has the request's own name. */
export function requestJob(asked: { readonly request: string; readonly try: number }): string {
  return asked.try === 1 ? asked.request : `${asked.request}-try-${asked.try}`;
}

/** The actors that drive a scenario's flow, if it has one. */
export function coordinatorNames({ flow }: Pick<Scenario, "flow">): string[] {
  return flow ? workerNames({ name: COORDINATOR, count: flow.coordinators }) : [];
}

/** The queues in which answers arrive: those of the requesters, and that of the coordinators. */
export function replyQueueNames({ requesters, flow }: Pick<Scenario, "requesters" | "flow">): string[] {
  return [...requesters, ...(flow ? [{ name: COORDINATOR }] : [])].map(replyQueueName);
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

/** The actors that give others work: producers, requesters, log producers, and operators, who replay dead letters. */
export function producerNames({ producers, requesters, logProducers, operators }: Scenario): string[] {
  return [...producers, ...requesters, ...logProducers, ...operators].map(({ name }) => name);
}

/** The actors that work on messages: the processes of all workers and of all readers. */
export function consumerNames({ workers, readers, faults }: Scenario): string[] {
  return [...workers.flatMap((worker) => allWorkerNames(worker, faults)), ...readers.flatMap(workerNames)];
}

/** The events that are appended to one log, or to all. */
export function eventNames({ logProducers }: Pick<Scenario, "logProducers">, log?: string): string[] {
  return logProducers
    .filter((logProducer) => log === undefined || logProducer.log === log)
    .flatMap(({ eventName, events }) => numbered(eventName, events));
}

/**
 * The jobs that a scenario can make, for one queue or for all. A request's later tries are jobs of their own. An event of a log
 * counts as a job of its reader. A new kind of job adds its names here, or to `askedJobNames` if a requester waits for it.
 */
export function jobNames(scenario: Scenario, queue?: string): string[] {
  const sent = scenario.producers
    .filter((producer) => queue === undefined || producer.queue === queue)
    .flatMap(({ jobName, jobs }) => numbered(jobName, jobs));
  const answers = queue === undefined ? orderNames(scenario).map(answerJob) : [];
  const events = queue === undefined ? eventNames(scenario) : [];
  return [...sent, ...askedJobNames(scenario, queue), ...answers, ...events];
}

/** The jobs among them that a requester waits for. */
export function askedJobNames(scenario: Scenario, queue?: string): string[] {
  const requests = scenario.requesters
    .filter((requester) => queue === undefined || requester.queue === queue)
    .flatMap(({ requestName, requests, tries }) =>
      numbered(requestName, requests).flatMap((job) => triesOf(job, tries)),
    );
  return [...requests, ...commandNames(scenario, queue)];
}

/** The job that an answer of this name belongs to, in one of its deliveries; null if no answer has such a name. */
export function answeredJob(name: string): string | null {
  return /^reply-(.+)-[1-9]\d*$/.exec(name)?.[1] ?? null;
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}

function triesOf(request: string, tries: number): string[] {
  return Array.from({ length: tries }, (_, i) => requestJob({ request, try: i + 1 }));
}

/** The orders that requesters ask the scenario's flow for. */
export function orderNames({ flow, requesters }: Pick<Scenario, "flow" | "requesters">): string[] {
  if (!flow) return [];
  return requesters
    .filter((requester) => requester.queue === ORDERS_QUEUE)
    .flatMap(({ requestName, requests }) => numbered(requestName, requests));
}

/** The commands that a flow's coordinators can send. */
function commandNames(scenario: Scenario, queue: string | undefined): string[] {
  const tries = Array.from({ length: scenario.flow?.tries ?? 0 }, (_, i) => i + 1);
  const known: Action[] = scenario.flow?.kind === "one-step" ? ["charge"] : (Object.keys(QUEUE_OF) as Action[]);
  const actions = known.filter((action) => !queue || QUEUE_OF[action] === queue);
  return orderNames(scenario).flatMap((order) =>
    actions.flatMap((action) => tries.map((tryNumber) => commandJob(order, action, tryNumber))),
  );
}
