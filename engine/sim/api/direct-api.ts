import type { Environment } from "../environment.ts";
import type { JetStream } from "../jetstream.ts";
import type { StoredMessage } from "../stream/message-store.ts";
import type { Stream } from "../stream/stream.ts";
import { decodeText, EMPTY } from "../wire/bytes.ts";
import { goTime } from "../wire/go-format.ts";
import { statusHeaders, withHeaders } from "../wire/headers.ts";

const EMPTY_REQUEST = "408 Empty Request";
const BAD_REQUEST = "408 Bad Request";
const MALFORMED = "408 Malformed Request";
const NOT_FOUND = "404 Message Not Found";
/** Fields that nats-server supports and this server does not. */
const REFUSED = ["batch", "multi_last", "up_to_seq", "up_to_time"];

type Query = { readonly [name: string]: unknown };

/** `$JS.API.DIRECT.GET.…`: answers with the stored message itself and its metadata in headers, if the stream allows it. */
export class DirectApi {
  private readonly env: Environment;
  private readonly js: JetStream;

  constructor(env: Environment, js: JetStream) {
    this.env = env;
    this.js = js;
  }

  /** `rest`: the stream's name, optionally followed by the subject of the wanted last message. Returns false without a subscriber. */
  get(rest: string, reply: string, payload: Uint8Array): boolean {
    const dot = rest.indexOf(".");
    const stream = this.js.findStream(dot < 0 ? rest : rest.slice(0, dot));
    const subject = dot < 0 ? undefined : rest.slice(dot + 1);
    if (stream?.config.allow_direct !== true || subject === "") return false;
    if (reply === "") return true;
    const found = find(stream, subject, decodeText(payload));
    if (typeof found === "string") this.env.deliver(reply, reply, "", statusHeaders(found), EMPTY);
    else this.env.deliver(reply, reply, "", found.headers, found.payload);
    return true;
  }
}

type Found = { readonly headers: Uint8Array | null; readonly payload: Uint8Array };

/** The message, or the status with the reason why there is none. */
function find(stream: Stream, subject: string | undefined, body: string): Found | string {
  const query = parse(body, subject);
  if (typeof query === "string") return query;
  const { seq = 0, last_by_subj: last = "", next_by_subj: next = "", start_time: time = "" } = query;
  if (typeof seq !== "number" || seq < 0 || typeof last !== "string" || typeof next !== "string") return MALFORMED;
  const from = typeof time === "string" && time !== "" ? Date.parse(time) : 0;
  if (Number.isNaN(from) || typeof time !== "string") return MALFORMED;
  const refused = REFUSED.find((name) => Boolean(query[name]));
  if (seq === 0 && last === "" && next === "" && time === "" && query["multi_last"] === undefined) return EMPTY_REQUEST;
  if (last !== "" && (seq > 0 || next !== "" || time !== "")) return BAD_REQUEST;
  if (seq > 0 && time !== "") return BAD_REQUEST;
  if (refused !== undefined) return `${BAD_REQUEST} - the simulated server does not support ${refused}`;
  const message =
    last !== "" ? stream.store.lastMatching(last) : seq > 0 && next === "" ? stream.store.get(seq) : after();
  if (message === undefined) return NOT_FOUND;
  return query["no_hdr"] === true ? { headers: null, payload: message.payload } : shown(stream, message);

  function after(): StoredMessage | undefined {
    const pattern = next === "" ? ">" : (next as string);
    for (const one of stream.store.on(pattern)) if (one.seq >= (seq as number) && one.at >= from) return one;
    return undefined;
  }
}

function parse(body: string, subject: string | undefined): Query | string {
  if (body === "") return subject === undefined ? EMPTY_REQUEST : { last_by_subj: subject };
  try {
    const query = JSON.parse(body) as Query;
    if (subject === undefined) return query;
    return { ...query, last_by_subj: subject };
  } catch {
    return MALFORMED;
  }
}

function shown({ name }: Stream, { subject, seq, at, headers, payload }: StoredMessage): Found {
  const about: [string, string | number][] = [
    ["Nats-Stream", name],
    ["Nats-Subject", subject],
    ["Nats-Sequence", seq],
    ["Nats-Time-Stamp", goTime(at)],
  ];
  return { headers: withHeaders(headers, about), payload };
}
