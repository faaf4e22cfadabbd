import type { JetStream } from "../jetstream.ts";
import type { StoredMessage } from "../stream/message-store.ts";
import type { Stream } from "../stream/stream.ts";
import { base64 } from "../wire/bytes.ts";
import { goTime } from "../wire/go-format.ts";
import { matches } from "../wire/subjects.ts";
import { type ApiError, ApiErrors, deleteFailed, fail, sequenceNotFound, unsupported } from "./api-errors.ts";
import { type ApiAnswer, type ApiOperation, type ApiRequest, parseBody } from "./api-request.ts";
import { Fields } from "./fields.ts";

/** `$JS.API.STREAM.MSG.…`: reads and deletes single messages by sequence or subject, without a consumer. */
export class MessageApi {
  private readonly js: JetStream;

  constructor(js: JetStream) {
    this.js = js;
  }

  operations(): Readonly<Record<string, ApiOperation>> {
    return {
      "STREAM.MSG.GET": { name: "stream_msg_get", arity: 1, run: (request) => this.get(request) },
      "STREAM.MSG.DELETE": { name: "stream_msg_delete", arity: 1, run: (request) => this.remove(request) },
    };
  }

  private get({ args, body }: ApiRequest): ApiAnswer {
    const known = ["seq", "last_by_subj", "next_by_subj", "no_hdr"];
    const fields = new Fields(parseBody(body), known, [
      "start_time",
      "batch",
      "max_bytes",
      "multi_last",
      "up_to_seq",
      "up_to_time",
    ]);
    const stream = this.js.stream(args[0] as string);
    const refused = fields.refused();
    if (refused !== undefined) fail(unsupported(`${refused} in STREAM.MSG.GET`));
    const seq = fields.number("seq");
    const last = fields.text("last_by_subj");
    const next = fields.text("next_by_subj");
    const isClear = last === "" ? seq > 0 || next !== "" : seq === 0 && next === "";
    if (!isClear) fail(ApiErrors.badRequest);
    const found = last === "" ? nextMessage(stream, seq, next) : stream.store.lastMatching(last);
    return { message: shown(found ?? fail(ApiErrors.noMessageFound), fields.flag("no_hdr")) };
  }

  private remove({ args, body }: ApiRequest): ApiAnswer {
    // `no_erase` concerns the bytes on disk, so it has no effect here.
    const fields = new Fields(parseBody(body), ["seq", "no_erase"]);
    const stream = this.js.stream(args[0] as string);
    if (body.trim() === "") fail(ApiErrors.badRequest);
    if (stream.config.deny_delete) fail(deleteFailed("message delete not permitted"));
    const seq = fields.number("seq");
    if (!stream.remove(seq)) fail(absent(stream, seq));
    return { success: true };
  }
}

function nextMessage({ store }: Stream, seq: number, pattern: string): StoredMessage | undefined {
  return pattern === "" ? store.get(seq) : store.next(Math.max(1, seq), (subject) => matches(pattern, subject));
}

/** The error for a missing message, whose text differs between nats-server's two stores. */
function absent({ store, config }: Stream, seq: number): ApiError {
  if (config.storage === "memory") return sequenceNotFound(seq);
  if (seq > store.lastSeq) return deleteFailed("stream store EOF");
  return seq < store.firstSeq ? deleteFailed("no message found") : sequenceNotFound(seq);
}

function shown({ subject, seq, headers, payload, at }: StoredMessage, withoutHeaders: boolean) {
  return {
    subject,
    seq,
    ...(headers === null || withoutHeaders ? {} : { hdrs: base64(headers) }),
    ...(payload.length === 0 ? {} : { data: base64(payload) }),
    time: goTime(at),
  };
}
