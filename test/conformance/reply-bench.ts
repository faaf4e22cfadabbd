import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import type { QueueConfig } from "../../engine/queue/names.ts";
import { declareQueue } from "../../engine/queue/declare/declare.ts";
import type { Job } from "../../engine/queue/work/received-job.ts";
import type { Worker } from "../../engine/queue/work/worker.ts";
import { createRequester, type Requester, type RequesterOptions } from "../../engine/reply/requester.ts";
import { responder, type ResponderOptions, type Service } from "../../engine/reply/responder.ts";
import { Bench, bench, type BenchWorker, gate, type Gate, LONG_MS } from "./bench.ts";
import type { Environment } from "./environment.ts";
import type { Journal } from "./journal.ts";

/** Short enough that a case may wait for it in real time, long enough for a reply on a busy machine. */
export const TIMEOUT_MS = 600;
/** For a request that is not to time out before its case is over. */
export const PATIENT_MS = LONG_MS;

export type BenchRequester = Pick<RequesterOptions, "correlation"> &
  Pick<BenchWorker, "onPoint"> & { readonly replies?: QueueConfig };
export type BenchService = Pick<ResponderOptions, "reply"> &
  BenchWorker & {
    /** How much more its process's clock shows than the requester's. */
    readonly clockAheadMs?: number;
  };

/** A queue of requests, a reply queue, and requesters and services that write into one journal. */
export class ReplyBench {
  readonly env: Environment;
  /** The queue of requests. */
  readonly requests: Bench;
  readonly replies: Bench;
  readonly journal: Journal;

  constructor(env: Environment, requests: Bench, replies: Bench) {
    this.env = env;
    this.requests = requests;
    this.replies = replies;
    this.journal = requests.journal;
  }

  /** A requester on a connection of its own, or on this one, which listens at the reply queue. */
  async requester(
    name: string,
    { onPoint, replies, ...rest }: BenchRequester = {},
    connection?: NatsConnection,
  ): Promise<Requester> {
    const js = jetstream(connection ?? (await this.env.connect(name)));
    const probe = this.journal.probe(name, onPoint);
    return createRequester(js, { replyQueue: replies ?? this.replies.queue, clock: this.env.clock, probe, ...rest });
  }

  /** A worker that answers, on a connection of its own. */
  async service(
    name: string,
    service: Service,
    { reply, clockAheadMs = 0, ...rest }: BenchService = {},
  ): Promise<Worker> {
    const { env, journal } = this;
    const js = jetstream(await env.connect(`${name}-replies`));
    const probe = journal.probe(name, rest.onPoint);
    const options = {
      js,
      namespace: env.namespace,
      clock: clockAheadMs === 0 ? env.clock : { ...env.clock, now: () => env.clock.now() + clockAheadMs },
      probe,
      ...(reply === undefined ? {} : { reply }),
      onError: rest.onError,
    };
    return this.requests.worker(name, responder(service, options), rest);
  }

  /** Another reply queue beside the one that is there. */
  async replyQueue(name: string): Promise<QueueConfig> {
    const queue = { ...this.replies.queue, name };
    await declareQueue(this.replies.jsm, queue);
    return queue;
  }

  ask(requester: Requester, request: string, options: Parameters<Requester["request"]>[3]): Promise<AnswerOf> {
    return requester.request(this.requests.queue.name, request, { asked: request }, options);
  }
}
type AnswerOf = Awaited<ReturnType<Requester["request"]>>;

export async function replyBench(env: Environment, ackWaitMs: number = LONG_MS): Promise<ReplyBench> {
  const requests = await bench(env, { ackWaitMs });
  const queue = { ...requests.queue, name: "web-replies" };
  await declareQueue(requests.jsm, queue);
  return new ReplyBench(env, requests, new Bench(env, queue, requests.js, requests.jsm));
}

/** Answers with the name of the job that was asked for: which try it was can be told from it. */
export const answersAtOnce: Service = (job) => Promise.resolve({ did: job.id });

/** Holds each job until its gate is opened, and counts its runs. */
export function heldService(): { readonly service: Service; readonly runs: string[]; of(job: string): Gate } {
  const gates = new Map<string, Gate>();
  const runs: string[] = [];
  const of = (job: string) => {
    const found = gates.get(job) ?? gate();
    gates.set(job, found);
    return found;
  };
  const service = async ({ id, attempt }: Job) => {
    runs.push(`${id} ${attempt}`);
    await of(id).passed;
    return { did: id };
  };
  return { service, runs, of };
}

/** An `onPoint` that holds an actor for ever at one point: for everybody else it is dead. */
export function diesAt(point: string): NonNullable<BenchWorker["onPoint"]> {
  return (passed) => (passed === point ? new Promise<void>(() => {}) : Promise.resolve());
}
