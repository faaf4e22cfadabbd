import type {
  AckPolicy,
  ConsumerConfig,
  DirectMsgRequest,
  MsgRequest,
  PurgeOpts,
  StreamConfig,
} from "@nats-io/jetstream";
import type { JsonValue } from "../../engine/kernel/json.ts";
import { carryOutKv } from "./kv-calls.ts";
import { inboundOf } from "./inbound.ts";
import type { Client, Scene } from "./perform.ts";
import { problemOf } from "./problems.ts";
import type { Call, Options } from "./program.ts";
import { publish } from "./publish-call.ts";
import { pullFrom } from "./pull-calls.ts";
import { plain, type Watch } from "./observation.ts";
import { wireOptions } from "./wire-options.ts";

const ANSWERED_WITHIN_MS = 500;

/** Makes the call; what is answered, or how it is refused, is seen at its step. */
export async function carryOut(step: number, call: Call, client: Client, scene: Scene): Promise<void> {
  try {
    const answer = await answerTo(step, call, client, scene);
    if (answer !== undefined) scene.note(step, plain(answer, scene.watch));
  } catch (thrown) {
    scene.note(step, problemOf(thrown));
  }
}

/** Undefined when there is nothing to see but the messages that come. */
async function answerTo(step: number, call: Call, client: Client, scene: Scene): Promise<unknown> {
  switch (call.do) {
    case "add-stream":
    case "update-stream":
    case "delete-stream":
    case "stream-info":
    case "purge":
    case "get":
    case "direct-get":
    case "delete-message":
      return onStream(call, client);
    case "add-consumer":
    case "update-consumer":
    case "delete-consumer":
    case "consumer-info":
    case "pause-consumer":
    case "resume-consumer":
      return onConsumer(call, client, scene.watch);
    case "publish":
      return publish(call, client, scene.watch);
    case "pull":
    case "pulls":
    case "next":
    case "fetch":
    case "consume":
      return pullFrom(step, call, client, scene);
    case "request":
      return client.nc
        .request(call.subject, call.data, { timeout: ANSWERED_WITHIN_MS })
        .then((answer) => answer.json());
    case "listen":
      client.nc.subscribe(call.subject, {
        callback: (_error, message) => scene.got(step, inboundOf(message, client.nc)),
      });
      return undefined;
    case "kv-create":
    case "kv":
      return carryOutKv(step, call, client, scene);
    case "leave":
      return client.nc.close();
    case "crash":
      // Done to the process, not by it.
      return undefined;
  }
}

type StreamCall = Extract<Call, { readonly stream: string }>;

function onStream(call: Exclude<StreamCall, { readonly consumer: string }>, { jsm }: Client): Promise<unknown> {
  switch (call.do) {
    case "add-stream":
      return jsm.streams.add({ name: call.stream, ...configOf<StreamConfig>(call.options) });
    case "update-stream":
      return jsm.streams.update(call.stream, configOf<StreamConfig>(call.options));
    case "delete-stream":
      return jsm.streams.delete(call.stream);
    case "stream-info":
      return jsm.streams.info(call.stream, { deleted_details: true, subjects_filter: ">" });
    case "purge":
      return jsm.streams.purge(call.stream, configOf<PurgeOpts>(call.options) as PurgeOpts);
    case "get":
      return jsm.streams.getMessage(call.stream, configOf<MsgRequest>(call.options) as MsgRequest).then(storedMessage);
    case "direct-get":
      return jsm.direct
        .getMessage(call.stream, configOf<DirectMsgRequest>(call.options) as DirectMsgRequest)
        .then(storedMessage);
    case "delete-message":
      return jsm.streams.deleteMessage(call.stream, call.seq);
  }
}

type ConsumerCall = Extract<Call, { readonly do: `${string}-consumer` | "consumer-info" }>;

function onConsumer(call: ConsumerCall, { jsm }: Client, watch: Watch): Promise<unknown> {
  switch (call.do) {
    case "add-consumer":
      return jsm.consumers.add(call.stream, {
        durable_name: call.consumer,
        ack_policy: "explicit" as AckPolicy,
        ...configOf<ConsumerConfig>(withStart(call.options, watch)),
      });
    case "update-consumer":
      return jsm.consumers.update(call.stream, call.consumer, configOf(call.options));
    case "delete-consumer":
      return jsm.consumers.delete(call.stream, call.consumer);
    case "consumer-info":
      return jsm.consumers.info(call.stream, call.consumer);
    case "pause-consumer": {
      const until = watch.unixMsAtStart + watch.now() + Number(call.options["for_ms"]);
      return jsm.consumers.pause(call.stream, call.consumer, new Date(until));
    }
    case "resume-consumer":
      return jsm.consumers.resume(call.stream, call.consumer);
  }
}

/** An `opt_start_time` of `+700` is so many ms after the program's beginning. */
function withStart(options: Options, { unixMsAtStart }: Watch): Options {
  const { opt_start_time: start } = options;
  if (typeof start !== "string") return options;
  return { ...options, opt_start_time: new Date(unixMsAtStart + Number(start)).toISOString() };
}

/** The programs' options are the wire's, whatever the client's types say of them. */
function configOf<T extends object>(options: Options): Partial<T> {
  return wireOptions(options) as Partial<T>;
}

type Stored = {
  readonly seq: number;
  readonly subject: string;
  readonly time: Date;
  readonly header: Iterable<[string, string[]]>;
  string(): string;
};

/** A message that was got past all consumers. */
export function storedMessage(message: Stored | null): JsonValue {
  if (message === null) return null;
  const headers = [...(message.header ?? [])].map(([name, values]) => `${name}: ${values.join(", ")}`);
  return {
    seq: message.seq,
    subject: message.subject,
    time: message.time.toISOString(),
    headers,
    data: message.string(),
  };
}
