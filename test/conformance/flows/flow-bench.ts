import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { type FlowClient, openFlowClient } from "../../../engine/flow/orchestrator/client.ts";
import { declareOrchestrator } from "../../../engine/flow/orchestrator/declare.ts";
import type { FlowDefinition } from "../../../engine/flow/orchestrator/definition.ts";
import { type Orchestrator, startOrchestrator } from "../../../engine/flow/orchestrator/orchestrator.ts";
import { createRegistry } from "../../../engine/flow/orchestrator/registry.ts";
import type { OnError } from "../../../engine/kernel/engine-failure.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";
import type { QueueConfig } from "../../../engine/queue/names.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { startWorker, type Worker } from "../../../engine/queue/work/worker.ts";
import { createRequester, type Requester } from "../../../engine/reply/requester.ts";
import { responder, type Service } from "../../../engine/reply/responder.ts";
import { Bench, type BenchWorker, LONG_MS } from "../bench.ts";
import type { Environment } from "../environment.ts";
import { Journal } from "../journal.ts";
import { napFlow, VOICE } from "./machines.ts";

/** Of each queue of an orchestrator. */
const CONCURRENCY = 8;

type Changes = Partial<Pick<QueueConfig, "ackWaitMs" | "maxAttempts">>;

/** Queues and stores of an orchestrator, declared; orchestrators and one service that write into one journal. */
export class FlowBench {
  readonly env: Environment;
  readonly journal: Journal;
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly client: FlowClient;
  private readonly changes: Changes;

  constructor(
    env: Environment,
    connection: NatsConnection,
    jsm: JetStreamManager,
    client: FlowClient,
    changes: Changes,
  ) {
    this.env = env;
    this.journal = new Journal(env.clock);
    this.connection = connection;
    this.jsm = jsm;
    this.client = client;
    this.changes = changes;
  }

  queue(name: string): QueueConfig {
    return queueOf(this.env, name, this.changes);
  }

  get events(): QueueConfig {
    return this.queue("events");
  }

  /** An orchestrator on a connection of its own, which takes starts from the queue `naps` as well. */
  async orchestrator(
    name: string,
    onPoint?: BenchWorker["onPoint"],
    definitions: readonly FlowDefinition[] = [napFlow()],
    onError: OnError = () => undefined,
  ): Promise<Orchestrator> {
    const { env } = this;
    return startOrchestrator({
      connection: await env.connect(name),
      registry: createRegistry(definitions),
      events: this.events,
      starts: [{ queue: this.queue("naps"), definition: definitions.at(-1)?.name ?? "nap", read: readNap }],
      clock: env.clock,
      concurrency: CONCURRENCY,
      probe: this.journal.probe(name, onPoint),
      onError,
    });
  }

  /** The service that flows command. */
  async voice(service: Service, queue: QueueConfig = this.queue(VOICE)): Promise<Worker> {
    const { env, journal } = this;
    const js = jetstream(await env.connect("voice"));
    const options = { js, namespace: env.namespace, clock: env.clock, probe: journal.probe("voice") };
    return startWorker(js, { queue, handler: responder(service, options), ...options });
  }

  async requester(): Promise<Requester> {
    const js = jetstream(await this.env.connect("shop"));
    const probe = this.journal.probe("shop");
    return createRequester(js, { replyQueue: this.queue("shop-replies"), clock: this.env.clock, probe });
  }

  /** Looks at one of its queues. */
  at(name: string): Bench {
    return new Bench(this.env, this.queue(name), jetstream(this.connection), this.jsm);
  }

  /** Settles once the flow is in that state. */
  async reaches(flow: string, state: string): Promise<void> {
    for (;;) {
      if ((await this.client.query(flow))?.state === state) return;
    }
  }
}

export async function flowBench(env: Environment, changes: Changes = {}): Promise<FlowBench> {
  const connection = await env.connect("bench");
  const jsm = await jetstreamManager(connection);
  for (const name of ["events", "naps", "shop-replies", VOICE]) await declareQueue(jsm, queueOf(env, name, changes));
  const events = queueOf(env, "events", changes);
  await declareOrchestrator(connection, events);
  return new FlowBench(env, connection, jsm, await openFlowClient({ connection, events }), changes);
}

function queueOf({ namespace }: Environment, name: string, changes: Changes): QueueConfig {
  const retry = { kind: "fixed", delayMs: 20 } as const;
  return { name, namespace, ackWaitMs: LONG_MS, maxAttempts: null, retry, ...changes };
}

function readNap(payload: JsonValue): { readonly flow: string; readonly input: JsonValue } {
  const { nap, work } = payload as { readonly nap?: unknown; readonly work?: unknown };
  if (typeof nap !== "string") throw new Error("this is no nap");
  return { flow: nap, input: { work: work === true } };
}

/** A service that answers at once. */
export const says =
  (what: string): Service =>
  () =>
    Promise.resolve(what);
