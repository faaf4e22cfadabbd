import type { NatsConnection } from "@nats-io/nats-core";
import { assertUsableOver, natsBroker, type NatsSettings } from "./broker/nats-broker.ts";
import { systemClock } from "./clock/system-clock.ts";
import { type EngineFailure, failureText, type OnError } from "./kernel/engine-failure.ts";
import { oneLine } from "./kernel/thrown-text.ts";
import { Client } from "./queue/client.ts";
import { checked } from "./queue/config/checked.ts";
import { namespace as namespaceSchema } from "./queue/config/name.ts";

/** The engine's door for programs outside the lab; see engine/README.md. Node only. */
export type { EngineFailure, OnError } from "./kernel/engine-failure.ts";
export { type Log, type LogSettings, openLog } from "./log/client.ts";
export type { LogConfig, ReadFrom } from "./log/config.ts";
export type { Appended, NewEvent } from "./log/log.ts";
export type { Position } from "./log/offsets.ts";
export type { EventHandler, LogEntry, LogReader, ReaderOptions } from "./log/reader.ts";
export { Client, Queue, type QueueSettings } from "./queue/client.ts";
export { type DeclareOptions, SettingsChangedError } from "./queue/declare/declare-stores.ts";
export type { SettingChange } from "./queue/declare/setting-changes.ts";
export { AckademyError, BadInputError, ErrorKind, NoBrokerError } from "./kernel/errors.ts";
export type { Access, Login, TlsSettings } from "./broker/access.ts";
export type { NatsSettings } from "./broker/nats-broker.ts";
export type { Clock, TimerHandle } from "./clock/clock.ts";
export type { JsonValue } from "./kernel/json.ts";
export type { EventId } from "./trace/event.ts";
export type { QueueState } from "./queue/declare/declare.ts";
export { QueueFullError } from "./queue/send/queue-full-error.ts";
export type { QueueConfig, QueueInput } from "./queue/config/settings.ts";
export type { When } from "./queue/config/when.ts";
export type { Bound } from "./queue/config/bound.ts";
export type { Lanes } from "./queue/config/lanes.ts";
export type { RateLimit } from "./queue/config/rate.ts";
export type { RetryPolicy, RetrySettings } from "./queue/config/retry.ts";
export type { DlqOperations } from "./queue/dead-letters/operations.ts";
export type { DeadLetter, Group, GroupKey, Selection } from "./queue/dead-letters/dead-letter.ts";
export type { DlqAction, DlqEntry } from "./queue/dead-letters/history.ts";
export type { Planned, ReplayOptions, ReplayPlan } from "./queue/dead-letters/replay-plan.ts";
export {
  HandBackError,
  RetryAfterError,
  RunTimeoutError,
  StopTimeoutError,
  TerminateError,
  UnrecoverableError,
} from "./queue/errors.ts";
export type { ChildEnd, Children } from "./queue/features/dependency-record.ts";
export { answering, type AnsweringOptions, type RequesterSettings, startRequester } from "./reply/client.ts";
export type { Answer, Requester, RequestOptions, RequestPayload } from "./reply/requester.ts";
export type { Service } from "./reply/responder.ts";
export { PullFailedError, SourceGoneError } from "./queue/work/outage.ts";
export { AckNotPermittedError, PullNotPermittedError } from "./queue/work/permissions.ts";
export { FencedStore, StaleTokenError } from "./queue/features/fencing.ts";
export { type JobStatus, ResultTimeoutError } from "./queue/features/results.ts";
export type { Repeating, Scheduled } from "./queue/features/schedules.ts";
export { PayloadError, type AfterAck, type Job, type JobHandler, type RunContext } from "./queue/work/received-job.ts";
export type { LaneChoice } from "./queue/lanes.ts";
export type { JobRules } from "./queue/send/job-rules.ts";
export type { NewJob, Sent } from "./queue/send/new-job.ts";
export { NotAllStoredError, type SendOutcome } from "./queue/send/send-all.ts";
export { PartlySentError } from "./queue/send/atomic-batch.ts";
export type { Effect, EffectAnswer, HandlerFunction, HandlerJob, HandlerTools, OrderPayload } from "./sandbox/tools.ts";
export type { Worker } from "./queue/work/worker.ts";
export type { WorkerOptions } from "./queue/work/worker-options.ts";

/** What all clients have: the names of their queues, and how failures are reported. */
export type ClientSettings = {
  /** Keeps the queues of several programs on one server apart; `ackademy` by default. */
  readonly namespace?: string;
  /**
   * Told of each step of the engine's own that fails while no caller waits for it, in whatever is made of this client: workers,
   * log readers, orchestrators. Printed on stderr by default.
   */
  readonly onError?: OnError;
};

/** Where the server is, how to log in, and what to do while it is away. */
export type ServerSettings = NatsSettings & {
  /** One server, or several of a cluster: `nats://host:port`. The client goes over to another when one is lost. */
  readonly servers: string | readonly string[];
  /** Shows in the server's list of connections. */
  readonly name?: string;
  readonly connection?: never;
};

/** A connection of the program's own, which `Client.close` leaves open. */
export type OwnConnection = { readonly connection: NatsConnection; readonly servers?: never };

/** Where to connect, or over which connection; and how to report failures. */
export type ConnectOptions = ClientSettings & (ServerSettings | OwnConnection);

/**
 * Connects to a nats-server with JetStream, or works over a connection that the program has.
 * @throws NoBrokerError when none answers or accepts the login, when it has no JetStream, or when it is older than the engine
 * needs: an old server would answer success to what it does not know and silently drop it.
 * @throws BadInputError for an invalid address, namespace or login
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const { namespace = "ackademy", onError = printFailure } = options;
  checked(namespaceSchema, namespace, "the namespace");
  const own = options.connection;
  const connection = own ?? (await openConnection(options));
  try {
    await assertUsableOver(connection);
  } catch (thrown) {
    if (own === undefined) await connection.close();
    throw thrown;
  }
  return new Client(connection, systemClock(), namespace, onError, own === undefined);
}

function openConnection({ servers, name = "ackademy", ...settings }: ServerSettings): Promise<NatsConnection> {
  return natsBroker(servers, settings).connect(name);
}

function printFailure(failure: EngineFailure): void {
  process.stderr.write(`${oneLine(failureText(failure))}\n`);
}
