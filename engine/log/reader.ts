import type { JetStreamClient } from "@nats-io/jetstream";
import type { Clock } from "../clock/clock.ts";
import { errorText } from "../kernel/errors.ts";
import type { OnError } from "../kernel/engine-failure.ts";
import type { JsonValue } from "../kernel/json.ts";
import { MESSAGE_ID_HEADER } from "../queue/headers.ts";
import { type JobMessage, replySubjectOf } from "../queue/job-message.ts";
import { Confirmations } from "../queue/work/ack-confirmations.ts";
import { LaneSource } from "../queue/work/message-source.ts";
import { LaneRequests } from "../queue/work/lane-requests.ts";
import { retryDelayMs, type RetryPolicy } from "../queue/config/retry.ts";
import { PayloadError } from "../queue/work/received-job.ts";
import { Taking } from "../queue/work/taking.ts";
import { LaneScheduler } from "../queue/work/lane-scheduler.ts";
import type { EventId } from "../trace/event.ts";
import { CAUSE_HEADER, silentProbe, type Probe } from "../trace/probe.ts";
import { checkReader, consumerOf, type LogPlace, partitionsOf, type ReadFrom, streamOf, subjectOf } from "./config.ts";
import { EVENT_KEY_HEADER } from "./log.ts";
import { declareReader } from "./offsets.ts";

/** An event as a reader's handler sees it. */
export type LogEntry = {
  readonly id: string;
  readonly key: string;
  /** Its getter throws PayloadError if the message is not JSON. A handler that wants to go on catches it. */
  readonly payload: JsonValue;
  readonly partition: number;
  readonly sequence: number;
  /** From 1. More than 1 means that this reader may have seen the event already. */
  readonly attempt: number;
};

/**
 * Handles one event. If it throws, its partition is blocked until a later try succeeds; to go on, catch the error. `cause`: the
 * trace event that everything this handler sends and does follows from.
 */
export type EventHandler = (event: LogEntry, cause: EventId) => Promise<void>;

/** How a reader takes and reads the events of a log. */
export type ReaderOptions = {
  /** @internal */
  readonly log: LogPlace;
  /** The name that the offsets belong to. Processes that read under one name share the partitions. */
  readonly reader: string;
  readonly handler: EventHandler;
  /** @internal */
  readonly clock: Clock;
  /** @internal */
  readonly probe?: Probe;
  /** Where the reader begins the first time; the beginning by default. */
  readonly from?: ReadFrom;
  /** How many partitions this process reads at once; 1 by default. */
  readonly concurrency?: number;
  /** The wait before a failed event is tried again; one second, fixed, by default. */
  readonly retry?: RetryPolicy;
  /**
   * The visibility timeout: when an event is delivered again whose process was killed or paused, milliseconds; 30,000 by
   * default. A handler may take longer, because the reader extends it while the handler runs.
   */
  readonly ackWaitMs?: number;
  /** How long an event travels from the server to this process; 0 by default. See `transitMs` of a queue's worker. */
  readonly transitMs?: number;
  /** The seed of the retries' jitter; 0 by default. */
  readonly seed?: number;
  /** How long `stop` waits for events that are being handled, milliseconds; 30,000 by default. */
  readonly stopWithinMs?: number;
  /** Called with errors, as a worker's `onError`. */
  readonly onError?: OnError;
};

/** A running reader of a log. */
export type LogReader = {
  /** Resolves when the events in hand have been handled, or after `stopWithinMs`. Never rejects. */
  stop(): Promise<void>;
  /** Resolves when the reader has stopped; rejects with the reason if it ended by itself (LR4). */
  readonly ended: Promise<void>;
};

const RETRY: RetryPolicy = { kind: "fixed", delayMs: 1_000 };
const ACK_WAIT_MS = 30_000;
const PULL_EXPIRES_MS = 5_000;
/** How often the visibility timeout of an event is extended within its length. */
const BEATS_PER_LEASE = 3;
/** A handler that never ends keeps its event no longer than this. */
const LONGEST_KEPT_MS = 24 * 3_600_000;

/**
 * Starts a reader.
 *
 * LR1  Events of one key are handled one after the other, in their order, by any number of processes. A failed event is tried
 *      again before the next one. A handler that takes longer than `ackWaitMs` keeps its event, for a day at most.
 * LR2  An offset moves when its event has been handled and the server has confirmed it. A reader that crashes before gets the
 *      event again.
 * LR3  Readers of different names do not affect each other, and take nothing from the log.
 * LR4  A reader goes on through any outage of the server. It ends by itself only for a reason that waiting cannot fix (TK1).
 */
export async function startReader(js: JetStreamClient, options: ReaderOptions): Promise<LogReader> {
  checkReader(options);
  const { log, reader, from = "beginning", ackWaitMs = ACK_WAIT_MS, concurrency = 1 } = options;
  await declareReader(await js.jetstreamManager(), log, reader, from, ackWaitMs);
  const partitions = partitionsOf(log);
  const lanes = partitions.map((partition) => ({
    key: String(partition),
    subject: subjectOf(log, partition),
    consumer: consumerOf(reader, partition),
  }));
  const source = new LaneSource({
    requests: new LaneRequests(js, streamOf(log)),
    lanes,
    turns: new LaneScheduler({ kind: "groups", partitions: log.partitions }, lanes.length),
    clock: options.clock,
    oneAtATime: true,
    expiresMs: PULL_EXPIRES_MS,
    pollEveryMs: null,
    onEmpty: () => undefined,
  });
  const confirmations = new Confirmations(js, options.clock);
  return new Taking(js, {
    source: `log ${log.name}, reader ${reader}`,
    stream: streamOf(log),
    consumers: lanes.map(({ consumer }) => consumer),
    clock: options.clock,
    // One loop for each event that may be handled at once; the loops share the partitions.
    sources: Array.from({ length: concurrency }, () => source),
    take: (message) => read(message, options, confirmations).then(() => true),
    onError: options.onError,
    stopWithinMs: options.stopWithinMs,
    onReconnect: () => confirmations.reconnected(),
    onOver: () => confirmations.end(),
  });
}

async function read(message: JobMessage, options: ReaderOptions, confirmations: Confirmations): Promise<void> {
  const { log, reader, handler, clock, retry = RETRY, probe = silentProbe, seed = 0 } = options;
  const { ackWaitMs = ACK_WAIT_MS, transitMs = 0 } = options;
  const event = eventOf(message, log);
  const { id, key, partition, sequence, attempt } = event;
  const at = { log: log.name, reader, event: id, key, partition, logSequence: sequence };
  const deadline = clock.now() + ackWaitMs - transitMs;
  const sentBy = message.headers?.get(CAUSE_HEADER) || null;
  const cause = probe.record({ type: "event-read", ...at, attempt, deadline }, sentBy);
  const stopBeating = beat(message, clock, ackWaitMs);
  try {
    await handler(event, cause);
  } catch (thrown) {
    stopBeating();
    probe.record({ type: "event-failed", ...at, error: errorText(thrown) }, cause);
    message.nak(retryDelayMs(retry, attempt, id, seed));
    return;
  }
  stopBeating();
  await probe.point("before-ack", { job: id, attempt });
  const handled = probe.record({ type: "event-handled", ...at }, cause);
  await confirmations.confirm(replySubjectOf(message));
  probe.record({ type: "offset-moved", ...at }, handled);
  await probe.point("after-ack", { job: id, attempt });
}

/** Extends the visibility timeout while the handler runs: otherwise another process would get the event as well (LR1). */
function beat(message: JobMessage, clock: Clock, ackWaitMs: number): () => void {
  const everyMs = Math.ceil(ackWaitMs / BEATS_PER_LEASE);
  let leftMs = LONGEST_KEPT_MS;
  const next = () => {
    leftMs -= everyMs;
    return clock.setTimeout(() => {
      message.working();
      if (leftMs > 0) timer = next();
    }, everyMs);
  };
  let timer = next();
  return () => clock.clearTimeout(timer);
}

function eventOf(message: JobMessage, log: LogPlace): LogEntry {
  const id = message.headers?.get(MESSAGE_ID_HEADER) || `event-${message.seq}`;
  return {
    id,
    key: message.headers?.get(EVENT_KEY_HEADER) || id,
    get payload() {
      return payloadOf(message, id, log);
    },
    partition: Number(message.subject.split(".").at(-1)),
    sequence: message.seq,
    attempt: message.info.deliveryCount,
  };
}

function payloadOf(message: JobMessage, id: string, log: LogPlace): JsonValue {
  try {
    return message.json<JsonValue>();
  } catch (thrown) {
    throw new PayloadError(
      `the payload of ${id}, at offset ${message.seq} of log ${log.name}, is not JSON: ${errorText(thrown)}`,
    );
  }
}
