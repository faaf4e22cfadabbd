import { createInbox } from "@nats-io/nats-core";
import type { Environment, Pipe } from "../environment.ts";

/** What came to a subscription, as text; `headers` is empty for a message without. */
export type Got = {
  readonly subject: string;
  readonly sid: string;
  readonly reply: string;
  readonly headers: string;
  readonly data: string;
  /** When it came, by the case's clock. */
  readonly at: number;
};

export type Json = { readonly [name: string]: unknown };

export type PublishOptions = { readonly reply?: string; readonly headers?: string };

const HELLO = 'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\n';

/** A client that speaks the protocol by hand, so that nothing of what the server says is hidden. */
export class RawLine {
  readonly messages: Got[] = [];
  /** What came besides messages, a line each; the greeting is the first. */
  readonly lines: string[] = [];
  isClosed = false;
  private readonly env: Environment;
  private readonly pipe: Pipe;
  private waiting: (() => void)[] = [];
  /** Bytes that are not a whole line or message yet, one a character. */
  private rest = "";
  private names = 0;
  private pongs = 0;
  private pings = 0;

  private constructor(env: Environment, pipe: Pipe) {
    this.env = env;
    this.pipe = pipe;
  }

  static async dial(env: Environment, hello = HELLO): Promise<RawLine> {
    const pipe = await env.dial();
    const line = new RawLine(env, pipe);
    void line.listen();
    await line.until(() => line.lines[0]);
    line.write(hello);
    return line;
  }

  get greeting(): Json {
    return JSON.parse((this.lines[0] ?? "").slice("INFO ".length)) as Json;
  }

  write(text: string): void {
    this.pipe.send(new TextEncoder().encode(text));
  }

  leave(): void {
    this.pipe.close();
  }

  subscribe(subject: string, queue = ""): string {
    const sid = String(++this.names);
    this.write(`SUB ${subject} ${queue}${queue === "" ? "" : " "}${sid}\r\n`);
    return sid;
  }

  unsubscribe(sid: string): void {
    this.write(`UNSUB ${sid}\r\n`);
  }

  publish(subject: string, data = "", { reply, headers }: PublishOptions = {}): void {
    const to = reply === undefined ? subject : `${subject} ${reply}`;
    const size = (text: string) => new TextEncoder().encode(text).length;
    if (headers === undefined) return this.write(`PUB ${to} ${size(data)}\r\n${data}\r\n`);
    const block = `NATS/1.0\r\n${headers}\r\n\r\n`;
    this.write(`HPUB ${to} ${size(block)} ${size(block) + size(data)}\r\n${block}${data}\r\n`);
  }

  /** The first answer, whatever it is. */
  async request(subject: string, data = "", headers?: string): Promise<Got> {
    const sid = this.ask(subject, data, headers);
    const [answer] = await this.first(1, sid);
    return answer as Got;
  }

  /** Sends a request whose answers are then to be looked for under the sid that is returned. */
  ask(subject: string, data = "", headers?: string): string {
    const reply = createInbox();
    const sid = this.subscribe(reply);
    this.publish(subject, data, { reply, ...(headers === undefined ? {} : { headers }) });
    return sid;
  }

  /** What has come to a subscription so far. */
  of(sid: string): Got[] {
    return this.messages.filter((message) => message.sid === sid);
  }

  /** The first `count` messages of a subscription, as soon as they are there. */
  first(count: number, sid: string): Promise<Got[]> {
    return this.until(() => (this.of(sid).length >= count ? this.of(sid).slice(0, count) : undefined));
  }

  /** Settles when the server has done what it was told, and what it said before that is here. */
  async settled(): Promise<void> {
    const mine = ++this.pings;
    this.write("PING\r\n");
    await this.until(() => (this.pongs >= mine ? true : undefined));
  }

  /** Settles when the server has ended the connection. */
  async ended(): Promise<void> {
    await this.until(() => (this.isClosed ? true : undefined));
  }

  /** Settles with what `find` finds, as soon as it does. */
  async until<T>(find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.isClosed) throw new Error(`the server ended the connection: ${this.lines.slice(1).join(", ")}`);
      await new Promise<void>((tell) => this.waiting.push(tell));
    }
  }

  private async listen(): Promise<void> {
    for await (const bytes of this.pipe) {
      this.rest += characters(bytes);
      while (this.takeOne());
      this.wake();
    }
    this.isClosed = true;
    this.wake();
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const tell of waiting) tell();
  }

  /** Takes one whole line or message off the rest; false if there is none. */
  private takeOne(): boolean {
    const end = this.rest.indexOf("\r\n");
    if (end < 0) return false;
    const line = this.rest.slice(0, end);
    const size = /^H?MSG .* (\d+)$/.exec(line)?.[1];
    const last = size === undefined ? end + 2 : end + 2 + Number(size) + 2;
    if (this.rest.length < last) return false;
    const body = this.rest.slice(end + 2, last - 2);
    this.rest = this.rest.slice(last);
    if (size === undefined) this.heed(text(line));
    else this.messages.push(this.messageOf(line, body));
    return true;
  }

  private heed(line: string): void {
    if (line === "PING") this.write("PONG\r\n");
    else if (line === "PONG") this.pongs++;
    // A real server may greet again, when it has learned more.
    else if (this.lines.length === 0 || !line.startsWith("INFO ")) this.lines.push(line);
  }

  private messageOf(line: string, body: string): Got {
    const [op, subject = "", sid = "", ...rest] = line.split(" ");
    rest.pop();
    const headerSize = op === "HMSG" ? Number(rest.pop()) : 0;
    const [headers, data] = [text(body.slice(0, headerSize)), text(body.slice(headerSize))];
    return { subject: text(subject), sid, reply: rest[0] ?? "", headers, data, at: this.env.clock.now() };
  }
}

const CHUNK = 8192;

/** One character a byte. */
function characters(bytes: Uint8Array): string {
  let all = "";
  for (let at = 0; at < bytes.length; at += CHUNK) all += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return all;
}

/** What such characters say in UTF-8. */
function text(bytes: string): string {
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes;
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** The first line of a header block, without the version. */
export const status = ({ headers }: Got): string => headers.split("\r\n")[0]?.slice("NATS/1.0 ".length) ?? "";
