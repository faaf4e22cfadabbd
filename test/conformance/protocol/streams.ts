import { expect } from "vitest";
import type { ConformanceCase } from "../environment.ts";
import type { Json } from "./raw-line.ts";
import { talk, talkOn, withoutChance } from "./talk.ts";

const TYPE = "io.nats.jetstream.api.v1";
const STREAM_NOT_FOUND = { code: 404, err_code: 10059, description: "stream not found" };

const DEFAULTS = {
  retention: "limits",
  max_consumers: -1,
  max_msgs: -1,
  max_bytes: -1,
  max_age: 0,
  max_msgs_per_subject: -1,
  max_msg_size: -1,
  discard: "old",
  storage: "memory",
  num_replicas: 1,
  duplicate_window: 120_000_000_000,
  compression: "none",
  allow_direct: false,
  mirror_direct: false,
  sealed: false,
  deny_delete: false,
  deny_purge: false,
  allow_rollup_hdrs: false,
  consumer_limits: {},
  allow_msg_ttl: false,
  metadata: { "_nats.level": "5", "_nats.req.level": "0", "_nats.ver": "2.15.1" },
};
const NEVER = "0001-01-01T00:00:00Z";
const EMPTY_STATE = {
  messages: 0,
  bytes: 0,
  first_seq: 0,
  first_ts: NEVER,
  last_seq: 0,
  last_ts: NEVER,
  consumer_count: 0,
};

/** `X` stands for the stream that is asked for. */
const WRONG: readonly (readonly [config: Json | string, code: number, description: string])[] = [
  ["", 10056, "stream name in subject does not match request"],
  [{ name: "Y", subjects: ["z"] }, 10056, "stream name in subject does not match request"],
  [{ name: "X", subjects: ["X bad"] }, 10052, "invalid subject"],
  [{ name: "X", subjects: ["X.>", "X.a"] }, 10052, 'subject "X.>" overlaps with "X.a"'],
  [{ name: "X", subjects: ["$JS.>"] }, 10052, "subjects that overlap with jetstream api require no-ack to be true"],
  [{ name: "X", subjects: [">"] }, 10052, "capturing all subjects requires no-ack to be true"],
  [{ name: "X", bogus: 1 }, 10025, 'invalid JSON: json: unknown field "bogus"'],
  [{ name: "X", retention: "foo" }, 10025, 'invalid JSON: can not unmarshal "\\"foo\\""'],
  [{ name: "X", num_replicas: 3 }, 10074, "replicas > 1 not supported in non-clustered mode"],
  [{ name: "X", num_replicas: 6 }, 10052, "maximum replicas is 5"],
  [{ name: "X", max_age: 1000 }, 10052, "max age needs to be >= 100ms"],
  [{ name: "X", max_age: 1e9, duplicate_window: 2e9 }, 10052, "duplicates window can not be larger then max age"],
  [
    { name: "X", discard_new_per_subject: true },
    10052,
    "discard new per subject requires discard new policy to be set",
  ],
  [{ name: "X", allow_rollup_hdrs: true, deny_purge: true }, 10052, "roll-ups require the purge permission"],
  [{ name: "X", subject_delete_marker_ttl: 5e8 }, 10052, "subject delete marker TTL must be at least 1 second"],
  [{ name: "X", subject_delete_marker_ttl: -1 }, 10052, "subject delete marker TTL must not be negative"],
  [{ name: "X", allow_msg_schedules: true, discard: "new" }, 10052, "message scheduling cannot use discard new"],
  [{ name: "X", sealed: true }, 10052, "stream configuration for create can not be sealed"],
];

const UPDATES: readonly (readonly [change: Json, description: string])[] = [
  [{ storage: "file" }, "can not change storage type"],
  [{ retention: "workqueue" }, "can not change retention policy to/from workqueue"],
  [{ deny_delete: false }, "can not cancel deny message deletes"],
  [{ deny_purge: false }, "can not cancel deny purge"],
];

export const STREAM_CASES: readonly ConformanceCase[] = [
  {
    id: "P-20",
    title: "INFO: the account tells its API level, which the engine asks for, and counts",
    async run(env) {
      const t = await talkOn(env);
      await t.consumer();
      const before = await t.api("INFO");
      await t.api("STREAM.INFO.nobody");
      const after = await t.api("INFO");
      expect(after).toMatchObject({ type: `${TYPE}.account_info_response`, api: { level: 5 } });
      for (const field of ["memory", "storage", "reserved_memory", "reserved_storage", "streams", "consumers"])
        expect(after[field], field).toEqual(expect.any(Number));
      expect([after["streams"], after["consumers"]].every((count) => (count as number) > 0)).toBe(true);
      const counts = [before, after].map(({ api }) => api as { total: number; errors: number });
      expect((counts[1]?.total ?? 0) - (counts[0]?.total ?? 0)).toBeGreaterThanOrEqual(2);
      expect((counts[1]?.errors ?? 0) - (counts[0]?.errors ?? 0)).toBeGreaterThanOrEqual(1);
    },
  },
  {
    id: "P-21",
    title: "STREAM.CREATE: the server's defaults, field for field and in its order",
    async run(env) {
      const t = await talk(env);
      const config = { name: t.name, subjects: [t.on(">")], ...DEFAULTS };
      const type = `${TYPE}.stream_create_response`;
      const expected = { type, config, created: "<time>", state: EMPTY_STATE, ts: "<time>", did_create: true };
      expect(JSON.stringify(withoutChance(await t.stream()))).toBe(JSON.stringify(expected));
    },
  },
  {
    id: "P-22",
    title: "STREAM.CREATE: the same again succeeds, another of that name does not",
    async run(env) {
      const t = await talkOn(env);
      expect(await t.stream()).toMatchObject({ did_create: true });
      expect(await t.stream({ max_msgs: 5 })).toEqual({
        type: `${TYPE}.stream_create_response`,
        error: { code: 400, err_code: 10058, description: "stream name already in use with a different configuration" },
      });
    },
  },
  {
    id: "P-23",
    title: "STREAM.CREATE: what makes no sense is refused, each mistake with its code and words",
    async run(env) {
      const t = await talkOn(env);
      const other = `${t.name}-x`;
      const mine = (text: string) => text.replaceAll("X", other);
      const got: unknown[] = [];
      for (const [config] of WRONG) {
        const body = mine(typeof config === "string" ? config : JSON.stringify(config));
        const error = await t.refusal(`STREAM.CREATE.${other}`, body);
        got.push([config, error?.err_code, error?.description]);
      }
      expect(got).toEqual(WRONG.map(([config, code, description]) => [config, code, mine(description)]));
      const overlapping = { name: other, subjects: [t.on("a")] };
      expect(await t.refusal(`STREAM.CREATE.${other}`, overlapping)).toEqual({
        code: 400,
        err_code: 10065,
        description: "subjects overlap with an existing stream",
      });
    },
  },
  {
    id: "P-24",
    title: "STREAM.UPDATE: a stream changes what may change, and refuses the rest",
    async run(env) {
      const t = await talkOn(env);
      const fixed = { deny_delete: true, deny_purge: true };
      const change = (options: Json) =>
        t.api(`STREAM.UPDATE.${t.name}`, t.streamConfig({ subjects: [t.on(">"), `${t.name}-t`], ...options }));
      const type = `${TYPE}.stream_update_response`;
      const changed = await change({ max_msgs: 1 });
      expect(changed).toMatchObject({ type, config: { max_msgs: 1, subjects: [t.on(">"), `${t.name}-t`] } });
      for (let n = 1; n <= 2; n++) await t.line.request(`${t.name}-t`, "x");
      expect(await t.state()).toMatchObject({ messages: 1, first_seq: 2 });
      await change(fixed);
      const got: unknown[] = [];
      for (const [options] of UPDATES) got.push((await change({ ...fixed, ...options }))["error"]);
      const error = (description: string) => ({ code: 500, err_code: 10052, description });
      expect(got).toEqual(UPDATES.map(([, words]) => error(`stream configuration update ${words}`)));
      expect(await t.api("STREAM.UPDATE.nobody", { name: "nobody" })).toEqual({ type, error: STREAM_NOT_FOUND });
    },
  },
  {
    id: "P-25",
    title: "STREAM.INFO, M2, M3: the state counts messages, bytes, subjects and holes; subjects are listed in pages",
    async run(env) {
      const t = await talkOn(env);
      for (const rest of ["a", "b", "a", "c"]) await t.put(rest, "xyz");
      await t.api(`STREAM.MSG.DELETE.${t.name}`, { seq: 2 });
      const bytes = 3 * (t.on("a").length + 3 + 16);
      expect(await t.state()).toMatchObject({
        ...{ messages: 3, bytes, first_seq: 1, last_seq: 4, num_subjects: 2, num_deleted: 1, deleted: [2] },
      });
      const info = await t.api(`STREAM.INFO.${t.name}`, { subjects_filter: t.on("*") });
      expect(info).toMatchObject({ type: `${TYPE}.stream_info_response`, total: 2, offset: 0, limit: 100_000 });
      expect(info["state"]).toMatchObject({ subjects: { [t.on("a")]: 2, [t.on("c")]: 1 } });
      const none = await t.api(`STREAM.INFO.${t.name}`, { subjects_filter: t.on("z") });
      expect([none["total"], (none["state"] as Json)["subjects"]]).toEqual([0, undefined]);
    },
  },
  {
    id: "P-26",
    title: "STREAM.NAMES: sorted, in pages, by subject",
    async run(env) {
      const t = await talk(env);
      const names = ["A", "B", "C"].map((deadLetter) => `${t.name}-${deadLetter}`);
      for (const name of names.toReversed()) await t.api(`STREAM.CREATE.${name}`, { name, subjects: [t.on(name)] });
      const ask = async (body: Json) => t.api("STREAM.NAMES", body);
      const type = `${TYPE}.stream_names_response`;
      const subject = t.on(">");
      expect(await ask({ subject })).toEqual({ type, total: 3, offset: 0, limit: 1024, streams: names });
      expect(await ask({ subject, offset: 2 })).toEqual({
        type,
        total: 3,
        offset: 2,
        limit: 1024,
        streams: names.slice(2),
      });
      expect(await ask({ subject: t.on(names[1] ?? "") })).toMatchObject({ total: 1, streams: [names[1]] });
      expect(await ask({ subject: `${t.name}-q` })).toEqual({ type, total: 0, offset: 0, limit: 1024, streams: null });
    },
  },
  {
    id: "P-27",
    title: "STREAM.LIST: sorted, in pages of 256, each stream as its INFO has it",
    async run(env) {
      const t = await talk(env);
      const names = ["A", "B", "C"].map((deadLetter) => `${t.name}-${deadLetter}`);
      for (const name of names) await t.api(`STREAM.CREATE.${name}`, { name, subjects: [t.on(name)] });
      const type = `${TYPE}.stream_list_response`;
      const list = await t.api("STREAM.LIST", { subject: t.on(">"), offset: 1 });
      expect(list).toMatchObject({ type, total: 3, offset: 1, limit: 256 });
      const shown = list["streams"] as { readonly config: Json; readonly state: Json }[];
      expect(shown.map(({ config }) => [config["name"], config["metadata"]])).toEqual(
        names.slice(1).map((name) => [name, { "_nats.req.level": "0" }]),
      );
      expect(shown[0]?.state).toEqual(EMPTY_STATE);
    },
  },
  {
    id: "P-28",
    title: "STREAM.PURGE: all, what matches, what is older than a sequence, or all but some",
    async run(env) {
      const t = await talkOn(env);
      for (const rest of ["a", "b", "a", "b", "a"]) await t.put(rest);
      const purge = (body?: Json) => t.api(`STREAM.PURGE.${t.name}`, body);
      const type = `${TYPE}.stream_purge_response`;
      expect(await purge({ filter: t.on("a"), keep: 1 })).toEqual({ type, success: true, purged: 2 });
      expect(await purge({ seq: 4 })).toMatchObject({ purged: 1 });
      expect((await purge({ seq: 4, keep: 1 }))["error"]).toEqual({
        code: 400,
        err_code: 10003,
        description: "bad request",
      });
      expect(await purge()).toMatchObject({ purged: 2 });
      expect(await t.state()).toMatchObject({ messages: 0, first_seq: 6, last_seq: 5 });
      await t.consumer();
      expect(await purge({ seq: 50 })).toMatchObject({ purged: 0 });
      expect(await t.state()).toMatchObject({ first_seq: 50, last_seq: 49 });
      expect(await t.put("a")).toMatchObject({ seq: 50 });
      await t.api(`STREAM.UPDATE.${t.name}`, t.streamConfig({ deny_purge: true }));
      expect(await purge()).toEqual({
        type,
        error: { code: 500, err_code: 10110, description: "stream purge not permitted" },
        purged: 0,
      });
    },
  },
  {
    id: "P-29",
    title: "STREAM.DELETE takes the consumers along; a body is refused",
    async run(env) {
      const t = await talkOn(env);
      await t.consumer();
      const remove = (body?: Json) => t.api(`STREAM.DELETE.${t.name}`, body);
      const type = `${TYPE}.stream_delete_response`;
      expect(await remove({ x: 1 })).toEqual({
        type,
        error: { code: 400, err_code: 10038, description: "expected an empty request payload" },
      });
      expect(await remove()).toEqual({ type, success: true });
      expect((await t.info())["error"]).toEqual(STREAM_NOT_FOUND);
      await t.stream();
      expect((await t.info())["error"]).toEqual({ code: 404, err_code: 10014, description: "consumer not found" });
    },
  },
  {
    id: "P-30",
    title: "a stream that is not there: 'stream not found', which the client compares, in each answer's own shape",
    async run(env) {
      const t = await talk(env);
      const nobody = `${t.name}-nobody`;
      const ask = (operation: string, body?: Json) => t.api(`${operation}.${nobody}`, body);
      const error = STREAM_NOT_FOUND;
      const paged = { total: 0, offset: 0, limit: 0 };
      const answers = [
        await ask("STREAM.INFO"),
        await ask("STREAM.DELETE"),
        await ask("STREAM.PURGE"),
        await ask("STREAM.MSG.GET", { seq: 1 }),
        await ask("STREAM.MSG.DELETE", { seq: 1 }),
        await ask("CONSUMER.NAMES"),
        await ask("CONSUMER.LIST"),
        await t.api(`CONSUMER.INFO.${nobody}.c`),
        await t.api(`CONSUMER.DELETE.${nobody}.c`),
        await t.api(`CONSUMER.CREATE.${nobody}.c`, { stream_name: nobody, config: { durable_name: "c" } }),
      ];
      expect(answers).toEqual([
        { type: `${TYPE}.stream_info_response`, error, ...paged },
        { type: `${TYPE}.stream_delete_response`, error },
        { type: `${TYPE}.stream_purge_response`, error, purged: 0 },
        { type: `${TYPE}.stream_msg_get_response`, error },
        { type: `${TYPE}.stream_msg_delete_response`, error },
        { type: `${TYPE}.consumer_names_response`, error, ...paged, consumers: [] },
        { type: `${TYPE}.consumer_list_response`, error, ...paged, consumers: [] },
        { type: `${TYPE}.consumer_info_response`, error },
        { type: `${TYPE}.consumer_delete_response`, error },
        { type: `${TYPE}.consumer_create_response`, error },
      ]);
    },
  },
  {
    id: "P-31",
    title:
      "a request with an unknown field is refused, in each answer's own shape; an unknown operation is never answered",
    async run(env) {
      const t = await talkOn(env);
      const error = { code: 400, err_code: 10025, description: 'invalid JSON: json: unknown field "bogus"' };
      const paged = { total: 0, offset: 0, limit: 0 };
      const shapes: readonly (readonly [operation: string, rest: Json])[] = [
        ["STREAM.NAMES", { ...paged, streams: null }],
        ["STREAM.LIST", { ...paged, streams: [] }],
        [`STREAM.INFO.${t.name}`, paged],
        [`STREAM.PURGE.${t.name}`, { purged: 0 }],
        [`STREAM.MSG.GET.${t.name}`, {}],
        [`CONSUMER.NAMES.${t.name}`, { ...paged, consumers: [] }],
        [`CONSUMER.LIST.${t.name}`, { ...paged, consumers: [] }],
      ];
      const got: unknown[] = [];
      for (const [operation] of shapes) {
        const { type: _, ...answer } = await t.api(operation, { bogus: 1 });
        got.push([operation, answer]);
      }
      expect(got).toEqual(shapes.map(([operation, rest]) => [operation, { error, ...rest }]));
      const unknown = t.line.ask("$JS.API.NO.SUCH");
      await t.api("INFO");
      await t.line.settled();
      expect(t.line.of(unknown)).toEqual([]);
    },
  },
];
