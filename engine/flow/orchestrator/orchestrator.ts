import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../clock/clock.ts";
import type { OnError } from "../../kernel/engine-failure.ts";
import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { namesOf, type QueueConfig } from "../../queue/names.ts";
import { checked } from "../../queue/config/checked.ts";
import { workerNumbers } from "../../queue/config/credit.ts";
import type { Job, JobHandler, RunContext } from "../../queue/work/received-job.ts";
import { asOne, startWorker, type Worker } from "../../queue/work/worker.ts";
import { returnAddress } from "../../reply/headers.ts";
import { type Probe, silentProbe } from "../../trace/probe.ts";
import { checkEvents } from "./declare.ts";
import { readIncoming, startOf } from "./incoming.ts";
import { timersQueue } from "./names.ts";
import { type EventContext, processEvent } from "./process-event.ts";
import type { Registry } from "./registry.ts";
import { askTime, ServerTime } from "../../queue/server-time.ts";
import { FlowStore } from "./store.ts";
import { StoredEvents } from "./stored-events.ts";
import { Timers } from "./timers.ts";

/**
 * The orchestrator drives flows: XState machines that survive their process. An event for a flow arrives on a work queue. The
 * orchestrator reads the flow's record from a KV bucket, computes the next one with XState's pure `transition()`, and stores it
 * in one compare-and-set write. Then it sends what was decided, and acknowledges the event. No actor is started and no timer is
 * in memory, so after a crash any orchestrator can continue, between any two steps.
 *
 * O1   One write: state, commands, deadlines and handled events of a flow change together or not at all.
 * O2   One winner: if several orchestrators handle events of one flow at once, each write is based on the one before. The
 *      others read again, which is not a failed attempt. A writer whose confirmation was lost recognizes its write by reading
 *      it back.
 * O3   No decision is lost: an event is acknowledged only after the server has accepted everything that it decided. After a
 *      crash between any two steps the event is redelivered, and sends the same again.
 * O4   No decision is made twice: a redelivered event changes no state, and what it sends again has the same message id
 *      (`flowId:revision:n`, then `/try`), so within the server's deduplication window nobody receives it twice.
 * O5   Unexpected events change nothing: a reply or deadline of an earlier visit, try or version is recognized by its token,
 *      recorded and dropped. While a step is waited for, a reply to any of its tries answers it.
 * O6   The server keeps the deadlines: a deadline arrives even if all orchestrators were down when it was due, and not before
 *      it is due. Events that were stored for its flow before it was due go first, and so does an answer to the step that it
 *      ends.
 * O7   A step ends with the service's answer, with `timed-out` after its last try, or with `failed` as soon as its command has
 *      ended without an answer (as a dead letter, for example), unless it is to be tried for ever.
 * O8   Every requester is answered: the output of a requested flow goes to its return address, also if it is requested again,
 *      and after it was archived. An answer that can never arrive is reported, and does not keep an event from being handled.
 * O9   No event is dead-lettered silently: the flow's record holds an event that cannot be handled, and the flow is marked
 *      stuck with the reason; `resume` continues with the event. (Two kinds are dead-lettered: a start that names no flow or a
 *      flow of another definition, and an event that the flow's record has no room for; the flow then shows it.)
 * O10  A record has a bounded size, however long its flow lives: see record.ts.
 * O11  Versions coexist: a flow continues with the version that saved it, or a function migrates it in one write. If neither is
 *      known, its events are delayed for an orchestrator that knows it, which costs no attempts.
 * O12  A machine that would not survive a crash is refused when it is registered, with all reasons.
 * O13  One look-up finds a flow: its record has the state, the context, what it waits for, and until when.
 */
export type OrchestratorOptions = {
  readonly connection: NatsConnection;
  readonly registry: Registry;
  /**
   * The event queue, for replies and signals; declare it with `declareQueue`, and its stores with `declareOrchestrator`. After
   * `maxAttempts` deliveries of an event its flow becomes stuck; null: the event is tried for ever.
   */
  readonly events: QueueConfig;
  readonly starts?: readonly StartQueue[];
  readonly clock: Clock;
  readonly probe?: Probe;
  readonly transitMs?: number;
  /** How many events of each queue are handled at once; 4 by default. */
  readonly concurrency?: number;
  /** Called with errors, as a worker's `onError`. */
  readonly onError?: OnError;
};

/** An ordinary queue of requests, each of which starts a flow. A request with a return address is answered. */
export type StartQueue = {
  readonly queue: QueueConfig;
  /** The name of a registered definition. */
  readonly definition: string;
  /** Which flow a job starts. Two jobs with the same flow start it once. If it throws, the job fails. */
  readonly read: (payload: JsonValue) => { readonly flow: string; readonly input: JsonValue };
};

export type Orchestrator = {
  /** Stops gracefully, as a worker: running events end, the others are handed back. Never rejects. */
  stop(): Promise<void>;
  /** Resolves when it has stopped; rejects with the reason if it ended by itself, as a worker (TK1). */
  readonly ended: Promise<void>;
};

/**
 * Starts one orchestrator; any number may run at the same queues.
 * @throws BadInputError for invalid settings
 * @throws if a queue or a store was not declared
 */
export async function startOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  checked(workerNumbers, options, `an orchestrator of queue ${options.events.name}`);
  checkOptions(options);
  const context = await openContext(options);
  const limit = options.events.maxAttempts;
  const onEvent = eventHandler(context, limit);
  // The engine must not dead-letter a flow's event: `processEvent` counts attempts, and marks the flow.
  const patient = { ...options.events, maxAttempts: null };
  const work: { readonly queue: QueueConfig; readonly handler: JobHandler }[] = [
    { queue: patient, handler: onEvent },
    { queue: timersQueue(options.events), handler: onEvent },
    ...(options.starts ?? []).map((start) => startWork(context, start)),
  ];
  const { clock, probe = silentProbe, transitMs = 0, concurrency = 4, onError = () => undefined } = options;
  // `processEvent` has the limit, and looks up how often an event was handed back.
  const common = { clock, probe, transitMs, concurrency, onError, countRuns: false };
  const workers: Worker[] = [];
  for (const one of work) workers.push(await startWorker(context.js, { ...one, ...common }));
  return asOne(workers);
}

/** @throws BadInputError for options with which no flow could run */
function checkOptions({ events, starts = [], registry }: OrchestratorOptions): void {
  checkEvents(events);
  for (const { queue, definition } of starts) {
    if (registry.known(definition) !== null) continue;
    throw new BadInputError(
      `the start queue ${queue.name}`,
      `it starts flows of the definition ${definition}, which is not registered; known are: ${registry.names().join(", ")}`,
      "Register that definition, or name a registered one.",
    );
  }
}

async function openContext(options: OrchestratorOptions): Promise<EventContext> {
  const { connection, registry, events, clock, probe = silentProbe, onError } = options;
  const js = jetstream(connection);
  const jsm = await jetstreamManager(connection);
  const { server_id = "server", client_id = 0 } = connection.info ?? {};
  return {
    js,
    timers: new Timers(js, jsm, events),
    namespace: events.namespace,
    replyTo: events.name,
    probe,
    onError,
    registry,
    store: await FlowStore.open(connection, events),
    stored: new StoredEvents(jsm, events),
    clock,
    time: new ServerTime(clock, () => askTime(jsm, namesOf(events).stream)),
    writer: `${server_id}/${client_id}`,
  };
}

function eventHandler(context: EventContext, limit: number | null): JobHandler {
  return async (job, run) => {
    const incoming = readIncoming(job);
    if (incoming === null) recordStray(context, job, run);
    else await processEvent({ context, incoming, job, run }, limit);
  };
}

/** A message that belongs to no flow is recorded and acknowledged; otherwise it would be redelivered for ever. */
function recordStray({ probe, replyTo }: EventContext, job: Job, run: RunContext): void {
  const address = returnAddress(job);
  if (address === null) {
    const reason = `${job.id} names no flow`;
    probe.record({ type: "flow-event-dropped", flow: "", event: job.id, reason }, run.cause);
    return;
  }
  const { request, correlation } = address;
  probe.record({ type: "reply-orphaned", request, correlation, try: address.try, replyTo }, run.cause);
}

/**
 * A start that cannot be read fails like any other job and is dead-lettered. A readable one is given up by marking its flow, in
 * one more delivery.
 */
function startWork(
  context: EventContext,
  { queue, definition, read }: StartQueue,
): {
  readonly queue: QueueConfig;
  readonly handler: JobHandler;
} {
  const limit = queue.maxAttempts;
  return {
    queue: { ...queue, maxAttempts: limit === null ? null : limit + 1 },
    handler: (job, run) => {
      const incoming = startOf(job, definition, read(job.payload));
      return processEvent({ context, incoming, job, run }, limit);
    },
  };
}
