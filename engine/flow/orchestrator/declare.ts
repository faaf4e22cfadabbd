import { nanos, type NatsConnection } from "@nats-io/nats-core";
import { jetstreamManager } from "@nats-io/jetstream";
import { BadInputError } from "../../kernel/errors.ts";
import { namesOf, type QueueConfig } from "../../queue/names.ts";
import { checked } from "../../queue/config/checked.ts";
import { DEFAULT_MAX_IN_FLIGHT } from "../../queue/config/in-flight.ts";
import { someMs } from "../../queue/config/numbers.ts";
import { type DeclareOptions, declareStores } from "../../queue/declare/declare-stores.ts";
import type { StorePlan } from "../../queue/declare/store-plan.ts";
import { orchestratorNames, schedulesSubject, timersQueue } from "./names.ts";

/** The most revisions of a key that a bucket can keep: the history of a flow. */
const HISTORY = 64;

export type OrchestratorStores = DeclareOptions & {
  /** How long an archived flow is kept, milliseconds. By default for ever, or as long as the existing archive keeps it. */
  readonly archiveMs?: number;
};

const archiveSchema = someMs.min(100).meta({
  description: "How long an archived flow is kept, in whole milliseconds; for ever without it.",
  examples: [30 * 86_400_000],
});

/**
 * Declares the stores of an orchestrator, or leaves existing ones with the same settings as they are: two KV buckets and the
 * queue of deadlines, with the `replicas` and the `storage` of its event queue. That queue and the start queues are ordinary
 * queues: declare them with `declareQueue`.
 * @throws SettingsChangedError if they exist with other settings, and `update` may not change them
 */
export async function declareOrchestrator(
  connection: NatsConnection,
  events: QueueConfig,
  { archiveMs, ...options }: OrchestratorStores = {},
): Promise<void> {
  checkEvents(events);
  const where = `the orchestrator of queue ${events.name}`;
  if (archiveMs !== undefined) checked(archiveSchema, archiveMs, `${where}, its archiveMs`);
  await declareStores(await jetstreamManager(connection), storesOf(where, events, archiveMs), options);
}

/** Services and clients know the event queue by its name alone, so it must not have lanes. @throws BadInputError */
export function checkEvents({ name, lanes }: QueueConfig): void {
  if (lanes === undefined) return;
  throw new BadInputError(
    `the event queue ${name}`,
    "it has lanes, but services only know its name, so no answer would arrive",
    "Declare it without lanes. Start queues and service queues may have lanes.",
  );
}

function storesOf(where: string, events: QueueConfig, archiveMs: number | undefined): StorePlan {
  const { flows, archive } = orchestratorNames(events);
  const { replicas = 1, storage = "file" } = events;
  const bucket = { replicas, storage };
  return {
    where,
    buckets: [
      { ...bucket, name: flows, history: HISTORY, keepMs: 0, keepSetting: null },
      { ...bucket, name: archive, keepMs: archiveMs ?? 0, keepSetting: archiveMs === undefined ? null : "archiveMs" },
    ],
    ...timersOf(events),
  };
}

function timersOf(events: QueueConfig): Pick<StorePlan, "streams" | "consumers"> {
  const queue = timersQueue(events);
  const names = namesOf(queue);
  const subjects = { setting: "subjects", shown: (all: readonly string[]) => all, mayGrow: false };
  const { replicas, storage } = events;
  const kept = {
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(storage === undefined ? {} : { storage }),
  };
  const timers = {
    ...kept,
    name: names.stream,
    subjects: [names.subject, `${schedulesSubject(events)}.>`],
    retention: "workqueue" as const,
    allow_msg_schedules: true,
  };
  return {
    streams: [
      { config: timers, subjects },
      { config: { ...kept, name: names.deadStream, subjects: [names.deadSubject] }, subjects },
    ],
    consumers: [
      {
        stream: names.stream,
        config: {
          durable_name: names.consumer,
          filter_subject: names.subject,
          ack_policy: "explicit",
          ack_wait: nanos(queue.ackWaitMs),
          max_deliver: -1,
          max_ack_pending: DEFAULT_MAX_IN_FLIGHT,
        },
      },
    ],
  };
}

/** Deletes the stores with all flows in them. */
export async function deleteOrchestrator(connection: NatsConnection, events: QueueConfig): Promise<void> {
  const jsm = await jetstreamManager(connection);
  for (const stream of orchestratorNames(events).streams) await jsm.streams.delete(stream);
}
