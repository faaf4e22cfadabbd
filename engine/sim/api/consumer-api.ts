import type { Consumer } from "../consumer/consumer.ts";
import type { ConsumerConfig } from "../consumer/consumer-config.ts";
import {
  checkConsumerUpdate,
  checkCycle,
  checkShares,
  checkWorkQueue,
  type ConsumerNames,
  pausedConfig,
  readConsumerConfig,
  readConsumerNames,
} from "../consumer/consumer-config-check.ts";
import type { Floor } from "../consumer/delivery-state.ts";
import type { Environment } from "../environment.ts";
import type { JetStream } from "../jetstream.ts";
import { goTime, NANOS_PER_MS, ZERO_TIME } from "../wire/go-format.ts";
import { ApiErrors, fail, invalidJson, unsupported } from "./api-errors.ts";
import { type ApiAnswer, type ApiOperation, type ApiRequest, page, parseBody } from "./api-request.ts";
import { Fields } from "./fields.ts";
import { listed, now } from "./stream-answers.ts";

const NAMES_LIMIT = 1024;
const LIST_LIMIT = 256;
const NOT_PAUSED = { paused: false, pause_until: ZERO_TIME };
const REQUEST_FIELDS = ["stream_name", "config", "action", "pedantic"];

/** `$JS.API.CONSUMER.…`, except pulls. */
export class ConsumerApi {
  private readonly env: Environment;
  private readonly js: JetStream;

  constructor(env: Environment, js: JetStream) {
    this.env = env;
    this.js = js;
  }

  operations(): Readonly<Record<string, ApiOperation>> {
    const paged = { total: 0, offset: 0, limit: 0, consumers: [] };
    const create = "consumer_create";
    return {
      "CONSUMER.CREATE": { name: create, arity: 1, open: true, run: (request) => this.create(request) },
      "CONSUMER.DURABLE.CREATE": { name: create, arity: 2, run: (request) => this.createDurable(request) },
      "CONSUMER.INFO": { name: "consumer_info", arity: 2, bodiless: true, run: ({ args }) => this.info(args) },
      "CONSUMER.DELETE": { name: "consumer_delete", arity: 2, bodiless: true, run: ({ args }) => this.remove(args) },
      "CONSUMER.PAUSE": {
        name: "consumer_pause",
        arity: 2,
        onError: NOT_PAUSED,
        run: (request) => this.pause(request),
      },
      "CONSUMER.NAMES": { name: "consumer_names", arity: 1, onError: paged, run: (request) => this.names(request) },
      "CONSUMER.LIST": { name: "consumer_list", arity: 1, onError: paged, run: (request) => this.list(request) },
    };
  }

  private create({ args, body }: ApiRequest): ApiAnswer {
    const [streamName, name, ...filter] = args;
    const { names, fields } = this.requestOf(streamName as string, body);
    if (name === undefined) {
      if (names.durable_name !== undefined) fail(ApiErrors.consumerEphemeralWithDurable);
    } else {
      if ((names.durable_name ?? name) !== name || (names.name ?? name) !== name) fail(ApiErrors.consumerNameMismatch);
      if (filter.length > 0 && names.filter_subject !== filter.join(".")) fail(ApiErrors.filterMismatch);
    }
    return this.upsert(streamName as string, name, fields);
  }

  private createDurable({ args, body }: ApiRequest): ApiAnswer {
    const [streamName, name] = args as [string, string];
    const { names, fields } = this.requestOf(streamName, body);
    if (names.durable_name === undefined) fail(ApiErrors.consumerDurableNotSet);
    if (names.durable_name !== name) fail(ApiErrors.consumerNameMismatch);
    return this.upsert(streamName, name, fields);
  }

  /** Parses a request. The names are checked first. */
  private requestOf(streamName: string, body: string): { names: ConsumerNames; fields: Fields } {
    const fields = new Fields(parseBody(body), REQUEST_FIELDS);
    if (fields.text("stream_name") !== streamName) fail(ApiErrors.streamNameMismatch);
    if (fields.flag("pedantic")) fail(unsupported("pedantic consumer requests"));
    return { names: readConsumerNames(fields.raw("config")), fields };
  }

  private upsert(streamName: string, wanted: string | undefined, fields: Fields): ApiAnswer {
    const stream = this.js.stream(streamName);
    const raw = readConsumerConfig(fields.raw("config"), stream.config);
    const name = wanted ?? raw.name ?? this.env.nextId();
    const existing = this.js.findConsumer(streamName, name);
    const named = wanted === undefined || raw.name !== undefined ? raw : { ...raw, name };
    // Creating an existing consumer again, or updating it, does not change its pause.
    const config = existing === undefined ? named : pausedUntil(named, existing.config.pause_until);
    const action = fields.choice("action", ["", "create", "update"]);
    const consumers = this.js.consumersOf(stream).filter((consumer) => consumer !== existing);
    const others = consumers.map((consumer) => consumer.config);
    if (existing !== undefined) return this.change(existing, config, action, others);
    checkCycle(stream.config, config);
    if (action === "update") fail(ApiErrors.consumerDoesNotExist);
    const limit = stream.config.max_consumers;
    if (limit > 0 && others.length >= limit) fail(ApiErrors.maximumConsumers);
    checkWorkQueue(stream.config, config, others);
    return this.made(this.js.addConsumer(stream, name, config));
  }

  private made(consumer: Consumer): ApiAnswer {
    if (consumer.pause.isOn) consumer.tellPause();
    return this.shown(consumer);
  }

  private change(
    consumer: Consumer,
    config: ConsumerConfig,
    action: string,
    others: readonly ConsumerConfig[],
  ): ApiAnswer {
    const isSame = JSON.stringify(consumer.config) === JSON.stringify(config);
    if (action === "create" && !isSame) fail(ApiErrors.consumerExists);
    checkShares(consumer.stream.config, config, others);
    if (isSame) return this.made(consumer);
    checkConsumerUpdate(consumer.config, config, consumer.isBound);
    consumer.update(config);
    const answer = this.made(consumer);
    consumer.updateAnswered();
    return answer;
  }

  private info(args: readonly string[]): ApiAnswer {
    const [stream, name] = args as [string, string];
    return this.shown(this.js.consumer(stream, name));
  }

  private remove(args: readonly string[]): ApiAnswer {
    const [stream, name] = args as [string, string];
    this.js.deleteConsumer(this.js.consumer(stream, name));
    return { success: true };
  }

  private pause({ args, body }: ApiRequest): ApiAnswer {
    const [stream, name] = args as [string, string];
    const consumer = this.js.consumer(stream, name);
    const until = new Fields(parseBody(body), ["pause_until"]).text("pause_until");
    if (until !== "" && Number.isNaN(Date.parse(until))) fail(invalidJson(`parsing time ${JSON.stringify(until)}`));
    consumer.update(pausedUntil(consumer.config, until));
    const pause_until = consumer.config.pause_until ?? ZERO_TIME;
    return { paused: consumer.pause.isOn, pause_until, ...this.remaining(consumer) };
  }

  private remaining({ pause }: Consumer): { readonly pause_remaining?: number } {
    return pause.isOn ? { pause_remaining: pause.leftMs * NANOS_PER_MS } : {};
  }

  private names(request: ApiRequest): ApiAnswer {
    const { items, ...head } = this.pageOf(request, NAMES_LIMIT);
    return { ...head, consumers: items.map((consumer) => consumer.name) };
  }

  private list(request: ApiRequest): ApiAnswer {
    const { items, ...head } = this.pageOf(request, LIST_LIMIT);
    const shown = items.map((consumer) => ({ ...this.shown(consumer), config: listed(consumer.config) }));
    return { ...head, consumers: shown };
  }

  private pageOf({ args, body }: ApiRequest, limit: number) {
    const fields = new Fields(parseBody(body), ["offset"]);
    return page(this.js.consumersOf(this.js.stream(args[0] as string)), fields.number("offset"), limit);
  }

  private shown(consumer: Consumer): ApiAnswer {
    const { state } = consumer;
    const waiting = consumer.waitingCount;
    return {
      stream_name: consumer.stream.name,
      name: consumer.name,
      created: goTime(consumer.createdAt),
      config: consumer.config,
      delivered: activity(consumer.reportedDelivered, consumer.lastDeliveryAt),
      ack_floor: activity(state.record.ackFloor, consumer.lastAckAt),
      num_ack_pending: state.pending.size,
      // With max_deliver 1, no message is ever redelivered.
      num_redelivered: consumer.config.max_deliver === 1 ? 0 : state.redeliveredCount,
      num_waiting: waiting,
      num_pending: consumer.undelivered.shown(),
      ...(consumer.isBound ? { push_bound: true } : {}),
      ...(consumer.pause.isOn ? { paused: true, ...this.remaining(consumer) } : {}),
      ...now(this.env),
    };
  }
}

function pausedUntil({ pause_until: _before, ...config }: ConsumerConfig, until = ""): ConsumerConfig {
  return { ...config, ...pausedConfig(config.metadata, until) };
}

function activity({ consumer, stream }: Floor, at: number) {
  return { consumer_seq: consumer, stream_seq: stream, ...(at === 0 ? {} : { last_active: goTime(at) }) };
}
