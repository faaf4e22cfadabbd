import type { Environment } from "../environment.ts";
import type { JetStream } from "../jetstream.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamConfig } from "../stream/stream-config.ts";
import { checkStreamConfig, checkStreamUpdate, readStreamConfig, sameConfig } from "../stream/stream-config-check.ts";
import { overlaps } from "../wire/subjects.ts";
import { ApiErrors, fail } from "./api-errors.ts";
import { type ApiAnswer, type ApiOperation, type ApiRequest, page, parseBody } from "./api-request.ts";
import { Fields } from "./fields.ts";
import { listed, now, streamInfo, subjectCounts } from "./stream-answers.ts";

const NAMES_LIMIT = 1024;
const LIST_LIMIT = 256;
const SUBJECTS_LIMIT = 100_000;
const SERVER_NAME = "sim";

/** `$JS.API.STREAM.…`, except single messages. */
export class StreamApi {
  private readonly env: Environment;
  private readonly js: JetStream;

  constructor(env: Environment, js: JetStream) {
    this.env = env;
    this.js = js;
  }

  operations(): Readonly<Record<string, ApiOperation>> {
    const paged = { total: 0, offset: 0, limit: 0 };
    return {
      "STREAM.CREATE": { name: "stream_create", arity: 1, run: (request) => this.create(request) },
      "STREAM.UPDATE": { name: "stream_update", arity: 1, run: (request) => this.update(request) },
      "STREAM.INFO": { name: "stream_info", arity: 1, onError: paged, run: (request) => this.info(request) },
      "STREAM.DELETE": {
        name: "stream_delete",
        arity: 1,
        bodiless: true,
        run: ({ args }) => this.remove(args[0] as string),
      },
      "STREAM.PURGE": { name: "stream_purge", arity: 1, onError: { purged: 0 }, run: (request) => this.purge(request) },
      "STREAM.NAMES": {
        name: "stream_names",
        arity: 0,
        onError: { ...paged, streams: null },
        run: ({ body }) => this.names(body),
      },
      "STREAM.LIST": {
        name: "stream_list",
        arity: 0,
        onError: { ...paged, streams: [] },
        run: ({ body }) => this.list(body),
      },
    };
  }

  private create({ args, body }: ApiRequest): ApiAnswer {
    const config = this.configOf(args[0] as string, body);
    const existing = this.js.findStream(config.name);
    if (existing !== undefined) {
      if (!sameConfig(existing.config, config)) fail(ApiErrors.streamNameInUse);
      return { ...streamInfo(existing), ...now(this.env), did_create: true };
    }
    this.refuseOverlap(config);
    return { ...streamInfo(this.js.addStream(config)), ...now(this.env), did_create: true };
  }

  private update({ args, body }: ApiRequest): ApiAnswer {
    const config = this.configOf(args[0] as string, body);
    const stream = this.js.stream(config.name);
    checkStreamUpdate(stream.config, config);
    this.refuseOverlap(config);
    this.js.updateStream(stream, config);
    return { ...streamInfo(stream), ...now(this.env) };
  }

  private configOf(name: string, body: string): StreamConfig {
    const raw = parseBody(body);
    const config = readStreamConfig(raw);
    if (config.name !== name) fail(ApiErrors.streamNameMismatch);
    if (config.sealed)
      fail({ code: 500, err_code: 10052, description: "stream configuration for create can not be sealed" });
    checkStreamConfig(config, this.env.cluster?.size ?? 1);
    return config;
  }

  private refuseOverlap(config: StreamConfig): void {
    for (const other of this.js.allStreams()) {
      if (other.name === config.name) continue;
      const clash = config.subjects.some((mine) => other.config.subjects.some((theirs) => overlaps(mine, theirs)));
      if (clash) fail(ApiErrors.subjectsOverlap);
    }
  }

  private info({ args, body }: ApiRequest): ApiAnswer {
    const stream = this.js.stream(args[0] as string);
    const fields = new Fields(parseBody(body), ["offset", "subjects_filter", "deleted_details"]);
    const subjectsFilter = fields.text("subjects_filter");
    const found =
      subjectsFilter === "" ? 0 : Object.keys(subjectCounts(stream.store.subjects(), subjectsFilter)).length;
    return {
      total: found,
      offset: fields.number("offset"),
      limit: found > 0 ? SUBJECTS_LIMIT : 0,
      ...streamInfo(stream, {
        ...(found > 0 ? { subjectsFilter } : {}),
        deletedDetails: fields.flag("deleted_details"),
      }),
      cluster: { leader: this.env.cluster?.leaderOf(stream.name) ?? SERVER_NAME },
      ...now(this.env),
    };
  }

  private remove(name: string): ApiAnswer {
    this.js.deleteStream(this.js.stream(name));
    return { success: true };
  }

  private purge({ args, body }: ApiRequest): ApiAnswer {
    const stream = this.js.stream(args[0] as string);
    const fields = new Fields(parseBody(body), ["seq", "keep", "filter"]);
    const seq = fields.number("seq");
    const keep = fields.number("keep");
    const filter = fields.text("filter");
    if (seq > 0 && keep > 0) fail(ApiErrors.badRequest);
    if (stream.config.deny_purge) fail(ApiErrors.purgeNotPermitted);
    const below = seq > 0 ? seq : stream.store.lastSeq + 1;
    return { success: true, purged: stream.purge(filter, below, keep) };
  }

  private names(body: string): ApiAnswer {
    const { streams, offset } = this.selected(body);
    const { items, ...head } = page(streams, offset, NAMES_LIMIT);
    return { ...head, streams: items.length === 0 ? null : items.map((stream) => stream.name) };
  }

  private list(body: string): ApiAnswer {
    const { streams, offset } = this.selected(body);
    const { items, ...head } = page(streams, offset, LIST_LIMIT);
    const shown = items.map((stream) => {
      const info = streamInfo(stream);
      return { ...info, config: listed(info.config), ...now(this.env) };
    });
    return { ...head, streams: shown };
  }

  private selected(body: string): { streams: readonly Stream[]; offset: number } {
    const fields = new Fields(parseBody(body), ["offset", "subject"]);
    const subject = fields.text("subject");
    const streams = this.js.allStreams();
    const chosen =
      subject === "" ? streams : streams.filter(({ config }) => config.subjects.some((one) => overlaps(one, subject)));
    return { streams: chosen, offset: fields.number("offset") };
  }
}
