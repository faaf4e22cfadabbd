import { decodeText, encodeText } from "../wire/bytes.ts";
import type { Environment } from "../environment.ts";
import type { JetStream } from "../jetstream.ts";
import { goJson } from "../wire/go-format.ts";
import { accountInfo } from "./account-api.ts";
import { type ApiError, ApiErrors, ApiFailure, unsupported } from "./api-errors.ts";
import type { ApiAnswer, ApiOperation } from "./api-request.ts";
import { ConsumerApi } from "./consumer-api.ts";
import { DirectApi } from "./direct-api.ts";
import { MessageApi } from "./message-api.ts";
import { StreamApi } from "./stream-api.ts";

export const API_PREFIX = "$JS.API.";
const PULL_PREFIX = "$JS.API.CONSUMER.MSG.NEXT.";
const DIRECT_PREFIX = "$JS.API.DIRECT.";
const DIRECT_GET_PREFIX = "$JS.API.DIRECT.GET.";
const ACK_PREFIX = "$JS.ACK.";
const FLOW_PREFIX = "$JS.FC.";
const ACK_WORDS = 9;

/** Unsupported operations of nats-server. They are refused, never ignored. */
const NOT_SUPPORTED: readonly string[] = [
  "STREAM.SNAPSHOT",
  "STREAM.RESTORE",
  "STREAM.LEADER.STEPDOWN",
  "STREAM.PEER.REMOVE",
  "CONSUMER.RESET",
  "CONSUMER.UNPIN",
  "CONSUMER.LEADER.STEPDOWN",
];

/** Routes messages on `$JS.…` to their handlers. */
export class ApiRouter {
  private readonly env: Environment;
  private readonly js: JetStream;
  private readonly direct: DirectApi;
  private readonly operations: ReadonlyMap<string, ApiOperation>;
  private calls = 0;
  private errors = 0;

  constructor(env: Environment, js: JetStream) {
    this.env = env;
    this.js = js;
    this.direct = new DirectApi(env, js);
    const groups = [new StreamApi(env, js), new MessageApi(js), new ConsumerApi(env, js)];
    const info: ApiOperation = {
      name: "account_info",
      arity: 0,
      run: () => accountInfo(js, this.calls - 1, this.errors),
    };
    this.operations = new Map([["INFO", info], ...groups.flatMap((group) => Object.entries(group.operations()))]);
  }

  /** The names of all supported operations. */
  get served(): readonly string[] {
    const own = [PULL_PREFIX, DIRECT_GET_PREFIX].map((prefix) => prefix.slice(API_PREFIX.length, -1));
    return [...this.operations.keys(), ...own];
  }

  /** Handles a message on `$JS.…`. Returns false if its subject has no subscriber here. */
  handle(subject: string, reply: string, payload: Uint8Array): boolean {
    if (subject.startsWith(ACK_PREFIX)) return this.acknowledge(subject, reply, payload);
    if (subject.startsWith(FLOW_PREFIX)) return this.answerFlow(subject);
    if (subject.startsWith(PULL_PREFIX)) return this.pull(subject, reply, payload);
    if (!subject.startsWith(API_PREFIX) || subject.length === API_PREFIX.length) return false;
    if (subject.startsWith(DIRECT_GET_PREFIX))
      return this.direct.get(subject.slice(DIRECT_GET_PREFIX.length), reply, payload);
    if (subject.startsWith(DIRECT_PREFIX)) return false;
    const words = subject.slice(API_PREFIX.length).split(".");
    if (this.env.cluster?.isSilentAbout(words) !== true) this.call(words, reply, payload);
    return true;
  }

  private pull(subject: string, reply: string, payload: Uint8Array): boolean {
    const consumer = this.js.consumerAt(subject.slice(PULL_PREFIX.length));
    consumer?.pull(reply, decodeText(payload));
    return consumer !== undefined;
  }

  private answerFlow(subject: string): boolean {
    const [, , stream = "", consumer = ""] = subject.split(".");
    const found = this.js.findConsumer(stream, consumer);
    found?.flowAnswered(subject);
    return found !== undefined;
  }

  private acknowledge(subject: string, reply: string, payload: Uint8Array): boolean {
    const words = subject.split(".");
    if (words.length !== ACK_WORDS) return false;
    const consumer = this.js.findConsumer(words[2] as string, words[3] as string);
    // As in nats-server, no subscription exists for acknowledgements of a consumer without them.
    if (consumer === undefined || consumer.config.ack_policy === "none") return false;
    const [count, seq, deliverySeq] = [Number(words[4]), Number(words[5]), Number(words[6])];
    if (seq > 0) consumer.acknowledge({ seq, deliverySeq, count }, reply, payload);
    return true;
  }

  private call(words: readonly string[], reply: string, payload: Uint8Array): void {
    const found = this.find(words);
    // As in nats-server, an unknown operation has a subscriber but gets no answer.
    if (found === null) return;
    this.calls++;
    const { operation, args } = found;
    const type = `io.nats.jetstream.api.v1.${operation.name}_response`;
    const answer = this.run(operation, args, payload);
    if (reply !== "") this.env.deliver(reply, reply, "", null, encodeText(goJson({ type, ...answer })));
  }

  private run(operation: ApiOperation, args: readonly string[], payload: Uint8Array): ApiAnswer {
    try {
      const body = decodeText(payload);
      if (operation.bodiless === true && !isEmptyRequest(body)) throw new ApiFailure(ApiErrors.notEmptyRequest);
      return operation.run({ args, body });
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure)) throw thrown;
      this.errors++;
      return { error: thrown.error satisfies ApiError, ...operation.onError };
    }
  }

  private find(words: readonly string[]): { operation: ApiOperation; args: readonly string[] } | null {
    for (let length = Math.min(3, words.length); length > 0; length--) {
      const name = words.slice(0, length).join(".");
      const operation = this.operations.get(name);
      const args = words.slice(length);
      if (operation !== undefined) {
        const fits = operation.open === true ? args.length >= operation.arity : args.length === operation.arity;
        return fits ? { operation, args } : null;
      }
      if (NOT_SUPPORTED.includes(name)) return { operation: refusing(name), args };
    }
    return null;
  }
}

function isEmptyRequest(body: string): boolean {
  return /^\s*(\{\s*\}\s*)?$/.test(body);
}

function refusing(name: string): ApiOperation {
  const run = () => {
    throw new ApiFailure(unsupported(name));
  };
  return { name: name.toLowerCase().replaceAll(".", "_"), arity: 0, run };
}
