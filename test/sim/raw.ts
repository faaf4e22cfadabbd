import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { type SimFault, SimServer, type SimSession } from "../../engine/sim/server.ts";
import { decodeText, encodeText } from "../../engine/sim/wire/bytes.ts";

/** What a raw client got, as text. `headers` is empty for a message without. */
export type Got = {
  readonly subject: string;
  readonly sid: string;
  readonly reply: string;
  readonly headers: string;
  readonly data: string;
};

const CONNECT = 'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\n';
export const EPOCH_MS = 1_767_225_600_000;

/** A client that speaks the protocol by hand; the server answers it at once, without a network between. */
export class RawClient {
  readonly messages: Got[] = [];
  /** What came besides messages, a line each; the greeting is the first. */
  readonly lines: string[] = [];
  isClosed = false;
  private readonly session: SimSession;
  private sids = 0;

  constructor(server: SimServer, hello = CONNECT) {
    const send = (bytes: Uint8Array) => this.read(decodeText(bytes));
    const close = () => (this.isClosed = true);
    this.session = server.accept({ send, close });
    this.write(hello);
  }

  write(text: string): void {
    this.session.receive(encodeText(text));
  }

  leave(): void {
    this.session.closed();
  }

  subscribe(subject: string, queue = ""): string {
    const sid = String(++this.sids);
    this.write(`SUB ${subject} ${queue}${queue === "" ? "" : " "}${sid}\r\n`);
    return sid;
  }

  unsubscribe(sid: string): void {
    this.write(`UNSUB ${sid}\r\n`);
  }

  publish(subject: string, data = "", options: { readonly reply?: string; readonly headers?: string } = {}): void {
    const to = options.reply === undefined ? subject : `${subject} ${options.reply}`;
    if (options.headers === undefined) return this.write(`PUB ${to} ${data.length}\r\n${data}\r\n`);
    const block = `NATS/1.0\r\n${options.headers}\r\n\r\n`;
    this.write(`HPUB ${to} ${block.length} ${block.length + data.length}\r\n${block}${data}\r\n`);
  }

  /** What came to a subscription, and is then forgotten. */
  take(sid: string): Got[] {
    const mine = this.messages.filter((message) => message.sid === sid);
    for (const message of mine) this.messages.splice(this.messages.indexOf(message), 1);
    return mine;
  }

  /** The first answer, which the server gives at once or never. */
  request(subject: string, data = "", headers?: string): Got | undefined {
    const reply = `_INBOX.${++this.sids}`;
    const sid = this.subscribe(reply);
    this.publish(subject, data, { reply, ...(headers === undefined ? {} : { headers }) });
    this.unsubscribe(sid);
    return this.take(sid)[0];
  }

  private read(text: string): void {
    const end = text.indexOf("\r\n");
    const [op, subject = "", sid = "", ...rest] = text.slice(0, end).split(" ");
    if (op !== "MSG" && op !== "HMSG") {
      this.lines.push(text.slice(0, end));
      return;
    }
    rest.pop();
    const headerSize = op === "HMSG" ? Number(rest.pop()) : 0;
    const body = text.slice(end + 2, -2);
    const got = {
      subject,
      sid,
      reply: rest[0] ?? "",
      headers: body.slice(0, headerSize),
      data: body.slice(headerSize),
    };
    this.messages.push(got);
  }
}

export type Json = { readonly [name: string]: unknown };

/** A server under a virtual clock with one raw client, and short words for what the tests do all the time. */
export class RawSim {
  readonly clock = new VirtualClock();
  readonly server: SimServer;
  readonly client: RawClient;
  private inboxes = 0;

  constructor(fault?: SimFault) {
    this.server = new SimServer({
      clock: this.clock.rooted(),
      epochMs: EPOCH_MS,
      ...(fault === undefined ? {} : { fault }),
    });
    this.client = new RawClient(this.server);
  }

  /** Lets virtual time pass, and everything happen that is due by then. */
  async advance(ms: number): Promise<void> {
    // Time only moves from timer to timer, so there must be one at the end.
    this.clock.setTimeout(() => undefined, ms);
    await this.clock.run({ done: () => false, limitMs: this.clock.now() + ms });
  }

  api(operation: string, body?: unknown): Json {
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    const got = this.client.request(`$JS.API.${operation}`, text);
    if (got === undefined || got.data === "") throw new Error(`no answer to ${operation}`);
    return JSON.parse(got.data) as Json;
  }

  /** Makes the stream S on `s.>`, with more options. */
  stream(options: Json = {}): Json {
    return this.api("STREAM.CREATE.S", { name: "S", subjects: ["s.>"], storage: "memory", ...options });
  }

  /** Makes a durable consumer of S. */
  consumer(options: Json = {}, name = "c"): Json {
    const config = { durable_name: name, ack_policy: "explicit", ...options };
    return this.api(`CONSUMER.CREATE.S.${name}`, { stream_name: "S", config, action: "create" });
  }

  publish(subject: string, data = "x", headers?: string): Json {
    return JSON.parse(this.client.request(subject, data, headers)?.data || "{}") as Json;
  }

  /** Asks for messages; what comes is then to be taken from the client by this sid. */
  pull(body: Json | string = "", name = "c"): string {
    const inbox = `_PULL.${++this.inboxes}`;
    const sid = this.client.subscribe(inbox);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    this.client.publish(`$JS.API.CONSUMER.MSG.NEXT.S.${name}`, text, { reply: inbox });
    return sid;
  }

  /** One message, now. */
  next(name = "c"): Got {
    const got = this.take(this.pull({ batch: 1, no_wait: true }, name))[0];
    if (got === undefined || got.headers.startsWith("NATS/1.0 4")) throw new Error(`nothing to pull: ${got?.headers}`);
    return got;
  }

  take(sid: string): Got[] {
    return this.client.take(sid);
  }

  /** Acknowledges with a body; returns whether it was confirmed. */
  ack(message: Got, body = "+ACK"): boolean {
    const got = this.client.request(message.reply, body);
    return got !== undefined && got.headers === "" && got.data === "";
  }

  consumerInfo(name = "c"): Json {
    return this.api(`CONSUMER.INFO.S.${name}`);
  }

  state(): Json {
    return this.api("STREAM.INFO.S", { deleted_details: true })["state"] as Json;
  }
}

/** The numbers in a delivery's reply subject. */
export function delivery({ reply }: Got): { count: number; seq: number; consumerSeq: number; pending: number } {
  const words = reply.split(".").map(Number);
  return {
    count: words[4] as number,
    seq: words[5] as number,
    consumerSeq: words[6] as number,
    pending: words[8] as number,
  };
}

export const seqs = (messages: readonly Got[]): number[] => messages.map((message) => delivery(message).seq);

/** The status line of a message that is only a status. */
export const status = (message: Got | undefined): string => message?.headers.split("\r\n")[0] ?? "";
