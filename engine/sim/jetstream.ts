import { type ApiError, ApiErrors, ApiFailure } from "./api/api-errors.ts";
import { Advisories } from "./advisories.ts";
import { Consumer } from "./consumer/consumer.ts";
import type { ConsumerConfig } from "./consumer/consumer-config.ts";
import type { ConsumerOnDisk, StreamOnDisk } from "./disk.ts";
import type { Environment } from "./environment.ts";
import { Stream } from "./stream/stream.ts";
import type { StreamConfig } from "./stream/stream-config.ts";
import { matches } from "./wire/subjects.ts";

/**
 * All streams and consumers of the server.
 *
 * J1  A subject belongs to at most one stream.
 * J2  A consumer is reachable exactly while its stream exists and contains it.
 */
export class JetStream {
  readonly advisories: Advisories;
  private readonly env: Environment;
  private readonly streams = new Map<string, Stream>();
  private readonly consumers = new Map<string, Map<string, Consumer>>();
  /** Consumers by `stream.consumer`, for pulls and acknowledgements, which are the most frequent requests. */
  private readonly byPath = new Map<string, Consumer>();
  private readonly capturing = new Map<string, Stream | null>();

  /** `left`: the data of the previous server on disk. */
  constructor(env: Environment, left: readonly StreamOnDisk[] = []) {
    this.env = env;
    this.advisories = new Advisories(env);
    for (const one of left) this.bringBack(one);
  }

  /** Restores a stream of another server. */
  bringBack({ config, consumers, ...left }: StreamOnDisk): void {
    const stream = this.register(new Stream(this.env, config, left));
    for (const onDisk of consumers) this.startConsumer(stream, onDisk.name, onDisk.config).recover(onDisk);
  }

  /** Stops and removes a stream. Returns its data: the part on disk, or all of it from the replicas. */
  takeAway(stream: Stream, what: "on disk" | "copied"): StreamOnDisk {
    const { config, createdAt, store } = stream;
    const consumers = this.consumersOf(stream);
    const kept = consumers.filter((one) => one.config.mem_storage !== true);
    const left = { config, createdAt, store, consumers: kept.map((one) => consumerLeft(one, what)) };
    for (const consumer of consumers) {
      this.byPath.delete(`${stream.name}.${consumer.name}`);
      consumer.abandon();
    }
    stream.stop();
    this.streams.delete(stream.name);
    this.consumers.delete(stream.name);
    this.capturing.clear();
    return left;
  }

  /** Stops everything. Returns the data for the next server. */
  crash(): StreamOnDisk[] {
    const left = this.allStreams().map((stream) => this.takeAway(stream, "on disk"));
    return left.filter(({ config }) => config.storage === "file");
  }

  /** The stream that captures `subject`, or null. */
  streamFor(subject: string): Stream | null {
    let found = this.capturing.get(subject);
    if (found === undefined) {
      found = this.search(subject);
      // The cache must not grow without bound: every inbox is a new subject.
      if (this.capturing.size >= MAX_CACHED_SUBJECTS) this.capturing.clear();
      this.capturing.set(subject, found);
    }
    return found;
  }

  /** All streams, sorted by name as in every list. */
  allStreams(): readonly Stream[] {
    return sorted(this.streams);
  }

  findStream(name: string): Stream | undefined {
    return this.streams.get(name);
  }

  stream(name: string): Stream {
    return this.streams.get(name) ?? notFound(ApiErrors.streamNotFound);
  }

  addStream(config: StreamConfig): Stream {
    const stream = this.register(new Stream(this.env, config));
    this.advisories.streamAction(config.name, "create");
    return stream;
  }

  private register(stream: Stream): Stream {
    this.streams.set(stream.name, stream);
    this.consumers.set(stream.name, new Map());
    this.capturing.clear();
    return stream;
  }

  updateStream(stream: Stream, config: StreamConfig): void {
    stream.update(config);
    this.capturing.clear();
    this.advisories.streamAction(config.name, "modify");
  }

  deleteStream(stream: Stream): void {
    for (const consumer of this.consumersOf(stream)) {
      this.deleteConsumer(consumer);
      consumer.pause.forget();
    }
    stream.stop();
    this.streams.delete(stream.name);
    this.consumers.delete(stream.name);
    this.capturing.clear();
    this.advisories.streamAction(stream.name, "delete");
  }

  consumersOf(stream: Stream): readonly Consumer[] {
    return sorted(this.consumers.get(stream.name) ?? new Map<string, Consumer>());
  }

  findConsumer(stream: string, name: string): Consumer | undefined {
    return this.byPath.get(`${stream}.${name}`);
  }

  consumerAt(path: string): Consumer | undefined {
    return this.byPath.get(path);
  }

  consumer(stream: string, name: string): Consumer {
    this.stream(stream);
    return this.findConsumer(stream, name) ?? notFound(ApiErrors.consumerNotFound);
  }

  addConsumer(stream: Stream, name: string, config: ConsumerConfig): Consumer {
    const consumer = this.startConsumer(stream, name, config);
    this.advisories.consumerAction(stream.name, name, "create");
    return consumer;
  }

  private startConsumer(stream: Stream, name: string, config: ConsumerConfig): Consumer {
    const onInactive = () => this.deleteConsumer(consumer);
    const consumer: Consumer = new Consumer(this.env, stream, name, config, this.advisories, onInactive);
    stream.observe(consumer);
    this.consumers.get(stream.name)?.set(name, consumer);
    this.byPath.set(`${stream.name}.${name}`, consumer);
    return consumer;
  }

  deleteConsumer(consumer: Consumer): void {
    const { stream, name } = consumer;
    this.consumers.get(stream.name)?.delete(name);
    this.byPath.delete(`${stream.name}.${name}`);
    consumer.stop();
    this.advisories.consumerAction(stream.name, name, "delete");
  }

  private search(subject: string): Stream | null {
    for (const stream of this.streams.values()) {
      if (stream.config.subjects.some((pattern) => matches(pattern, subject))) return stream;
    }
    return null;
  }
}

const MAX_CACHED_SUBJECTS = 4096;

function consumerLeft({ name, config, createdAt, state }: Consumer, what: "on disk" | "copied"): ConsumerOnDisk {
  const left = what === "copied" ? state.copy() : state.writer.atCrash();
  return { name, config, createdAt, state: left };
}

function sorted<T>(byName: ReadonlyMap<string, T>): T[] {
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function notFound(error: ApiError): never {
  throw new ApiFailure(error);
}
