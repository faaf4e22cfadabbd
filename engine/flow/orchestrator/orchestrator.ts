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
 * Drives flows: XState machines that survive their process. An event for a flow arrives on a work queue; the flow's
 * record is read from a KV bucket, the next one computed by XState's pure `transition()` and stored in one
 * compare-and-set write; then what it decided is sent, and the event is acknowledged. No actor is ever started and no
 * timer is ever held in memory: any orchestrator goes on where another died, between any two steps.
 *
 * O1   One write: state, commands, deadlines and handled events of a flow change together or not at all.
 * O2   One winner: of several orchestrators that handle events of one flow at once, each write is on top of the one
 *      before; who loses reads again, which is no failed attempt. A write whose answer was lost is found to be one's own by reading back.
 * O3   Nothing decided is lost: an event is acknowledged only after all that it decided has been accepted by the server;
 *      a crash between any two steps brings the event again, and its redelivery sends the same again.
 * O4   Nothing is decided twice: a redelivered event changes no state, and what it sends again carries the same message
 *      id (`flowId:revision:n`, `/try` behind it), so that within the server's duplicate window nobody receives it twice.
 * O5   What is not waited for changes nothing: a reply or a deadline of an earlier visit, try or version is known by its
 *      token, recorded and dropped. A reply to any try of a step that is waited for answers it.
 * O6   A deadline is the server's: it comes though every orchestrator was down when it was due, and not before it is due.
 *      Whatever was stored for its flow before it was due goes before it, and so does an answer to the step that it ends.
 * O7   A step ends: with the service's answer, after its last try with `timed-out`, or with `failed` as soon as its command has ended
 *      without an answer (a dead letter); unless it is to be tried for ever.
 * O8   Whoever asked is answered: the output of a flow that was requested goes to its return address, also when they ask
 *      again, and after it was archived. An answer that can never arrive is reported, and keeps no event from being handled.
 * O9   No event is dead-lettered in silence: what cannot be handled is held in the flow's record, the flow is marked
 *      stuck with the reason, and `resume` goes on with it. (A start that names no flow, or a flow of another definition,
 *      goes to its queue's dead letters, and so does an event that its flow's record has no room for: the flow says so.)
 * O10  A record is bounded, whatever the length of its flow's life: see record.ts.
 * O11  Versions live side by side: a flow goes on with the version that it was saved by, or is migrated in one write by a
 *      function; where neither is known, its events are delayed for an orchestrator that knows it, at no cost.
 * O12  A machine that would not survive is refused when it is registered, with every reason.
 * O13  One look-up says where a flow is: its record holds state, context, what it waits for and until when.
 */
export type OrchestratorOptions = {
  readonly connection: NatsConnection;
  readonly registry: Registry;
  /**
   * The queue that replies and signals come to, declared with `declareQueue`; beside it `declareOrchestrator` makes the
   * stores. Its `maxAttempts` says after how many deliveries a flow is stuck; null: never, it is tried for ever.
   */
  readonly events: QueueConfig;
  readonly starts?: readonly StartQueue[];
  readonly clock: Clock;
  readonly probe?: Probe;
  readonly transitMs?: number;
  /** Events handled at once, of each queue; 4 by default. */
  readonly concurrency?: number;
  /** The error channel, as a worker's. */
  readonly onError?: OnError;
};

/** An ordinary queue of requests, each of which starts a flow. Whoever sent one with a return address is answered. */
export type StartQueue = {
  readonly queue: QueueConfig;
  /** The name of a registered definition. */
  readonly definition: string;
  /** Which flow a job starts: two jobs that name one flow start it once. Throwing fails the job. */
  readonly read: (payload: JsonValue) => { readonly flow: string; readonly input: JsonValue };
};

export type Orchestrator = {
  /** Ends gracefully, as a worker: events that are being handled end, the others are handed back. Never rejects. */
  stop(): Promise<void>;
  /** Settles when it has ended; rejects with the reason if it ended by itself, as a worker (TK1). */
  readonly ended: Promise<void>;
};

/**
 * Starts one orchestrator; any number may run at the same queues. @throws when a queue or a store was not declared.
 * @throws BadInputError for settings that make no sense
 */
export async function startOrchestrator(options: OrchestratorOptions): Promise<Orchestrator> {
  checked(workerNumbers, options, `an orchestrator of queue ${options.events.name}`);
  checkOptions(options);
  const context = await openContext(options);
  const limit = options.events.maxAttempts;
  const onEvent = eventHandler(context, limit);
  // The engine must not dead-letter a flow's event: `processEvent` counts, and marks the flow.
  const patient = { ...options.events, maxAttempts: null };
  const work: { readonly queue: QueueConfig; readonly handler: JobHandler }[] = [
    { queue: patient, handler: onEvent },
    { queue: timersQueue(options.events), handler: onEvent },
    ...(options.starts ?? []).map((start) => startWork(context, start)),
  ];
  const { clock, probe = silentProbe, transitMs = 0, concurrency = 4, onError = () => undefined } = options;
  // `processEvent` has the limit, and asks how often an event was handed back.
  const common = { clock, probe, transitMs, concurrency, onError, countRuns: false };
  const workers: Worker[] = [];
  for (const one of work) workers.push(await startWorker(context.js, { ...one, ...common }));
  return asOne(workers);
}

/** @throws BadInputError for what no flow could rest on */
function checkOptions({ events, starts = [], registry }: OrchestratorOptions): void {
  checkEvents(events);
  for (const { queue, definition } of starts) {
    if (registry.known(definition) !== null) continue;
    throw new BadInputError(
      `the queue of starts ${queue.name}`,
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

/** A message that belongs to no flow: kept it would come again for ever. */
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
 * A job that cannot be read fails like any other and ends among the queue's dead letters. One that can be read is given
 * up by marking its flow, in one delivery more.
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
