import type { Environment } from "../environment.ts";
import { settles } from "../settles.ts";
import { type Got, type Json, RawLine } from "./raw-line.ts";

export type ApiError = { readonly code: number; readonly err_code: number; readonly description: string };

/**
 * One raw client with a stream of its own, named like the case's namespace and on `<namespace>.>`, and short words for
 * what cases do all the time.
 */
export class Talk {
  readonly env: Environment;
  readonly line: RawLine;
  /** The stream's name, and the first word of its subjects. */
  readonly name: string;

  constructor(env: Environment, line: RawLine) {
    this.env = env;
    this.line = line;
    this.name = env.namespace;
  }

  on(rest: string): string {
    return `${this.name}.${rest}`;
  }

  /** What `$JS.API.<operation>` answers. */
  async api(operation: string, body?: unknown): Promise<Json> {
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    const got = await this.line.request(`$JS.API.${operation}`, text);
    if (got.data === "") throw new Error(`${operation} is answered with ${got.headers}`);
    return JSON.parse(got.data) as Json;
  }

  /** The error with which it is refused; undefined when it is not. */
  async refusal(operation: string, body?: unknown): Promise<ApiError | undefined> {
    return (await this.api(operation, body))["error"] as ApiError | undefined;
  }

  stream(options: Json = {}): Promise<Json> {
    return this.api(`STREAM.CREATE.${this.name}`, this.streamConfig(options));
  }

  streamConfig(options: Json = {}): Json {
    return { name: this.name, subjects: [this.on(">")], storage: "memory", ...options };
  }

  /** Makes a durable consumer, or changes it (`action`: update). */
  consumer(options: Json = {}, name = "c", action = "create"): Promise<Json> {
    return this.api(`CONSUMER.CREATE.${this.name}.${name}`, this.consumerRequest(options, name, action));
  }

  consumerRequest(options: Json, name = "c", action = "create"): Json {
    return { stream_name: this.name, config: { durable_name: name, ack_policy: "explicit", ...options }, action };
  }

  /** Publishes on `<namespace>.<rest>`; the PubAck. */
  async put(rest: string, data = "x", headers?: string): Promise<Json> {
    return JSON.parse((await this.line.request(this.on(rest), data, headers)).data) as Json;
  }

  /** Publishes on as many subjects: `<namespace>.1`, … */
  async fill(count: number): Promise<void> {
    for (let n = 1; n <= count; n++) await this.put(String(n), `job ${n}`);
  }

  /** Asks for messages; what comes is to be looked for under the sid that is returned. */
  pull(body: Json | string = "", name = "c"): string {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.line.ask(`$JS.API.CONSUMER.MSG.NEXT.${this.name}.${name}`, text);
  }

  /** The first message, or status, of a pull. */
  async pulled(body: Json | string = "", name = "c"): Promise<Got> {
    return (await this.line.first(1, this.pull(body, name)))[0] as Got;
  }

  /** One message that is there. */
  async next(name = "c"): Promise<Got> {
    const got = await this.pulled({ batch: 1, expires: 5e9 }, name);
    if (got.reply === "") throw new Error(`nothing to pull: ${got.headers}`);
    return got;
  }

  /** As many messages. */
  nexts(count: number, name = "c"): Promise<Got[]> {
    return this.line.first(count, this.pull({ batch: count, expires: 5e9 }, name));
  }

  /** Acknowledges with a body; what the server says to that. */
  ack({ reply }: Got, body = "+ACK"): Promise<Got> {
    return this.line.request(reply, body);
  }

  /** What comes to one pull, again and again, until there are `count`; `answer` is what is said to each. */
  async returns(count: number, answer: (message: Got, nth: number) => string | undefined): Promise<Got[]> {
    const sid = this.pull({ batch: 100, expires: 30e9 });
    for (let nth = 1; nth <= count; nth++) {
      const got = (await this.line.first(nth, sid))[nth - 1] as Got;
      const body = answer(got, nth);
      if (body !== undefined) this.line.publish(got.reply, body);
    }
    return this.line.of(sid).slice(0, count);
  }

  info(name = "c"): Promise<Json> {
    return this.api(`CONSUMER.INFO.${this.name}.${name}`);
  }

  async state(): Promise<Json> {
    return (await this.api(`STREAM.INFO.${this.name}`, { deleted_details: true }))["state"] as Json;
  }

  settles(ask: () => Promise<Json>, expected: Json): Promise<Json> {
    return settles(this.env, ask, expected);
  }
}

/** A raw client on a connection of its own. */
export async function talk(env: Environment): Promise<Talk> {
  return new Talk(env, await RawLine.dial(env));
}

/** A raw client whose stream is there already. */
export async function talkOn(env: Environment, options: Json = {}): Promise<Talk> {
  const made = await talk(env);
  await made.stream(options);
  return made;
}

/** The numbers in a delivery's reply subject. */
export function delivery({ reply }: Got): { count: number; seq: number; consumerSeq: number; pending: number } {
  const [count = 0, seq = 0, consumerSeq = 0, , pending = 0] = reply.split(".").slice(4).map(Number);
  return { count, seq, consumerSeq, pending };
}

export const seqs = (messages: readonly Got[]): number[] => messages.map((message) => delivery(message).seq);

/** Every ISO time and server's name replaced, so that answers can be compared literally. */
export function withoutChance(answer: Json): unknown {
  const text = JSON.stringify(answer).replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, (time) =>
    time.startsWith('"0001-') ? time : '"<time>"',
  );
  return JSON.parse(text.replaceAll(/"leader":"[^"]+"/g, '"leader":"<server>"')) as unknown;
}
