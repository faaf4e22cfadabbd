import { expect, test } from "vitest";
import { type Json, RawTab } from "./raw.ts";

const failed = (answer: Json) => answer["error"] as { code: number; err_code: number; description: string };

/** As nats-server 2.15.1 answers the same request. */
const CREATED_CONFIG = {
  name: "S",
  subjects: ["s.>"],
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
const EMPTY_STATE = {
  messages: 0,
  bytes: 0,
  first_seq: 0,
  first_ts: "0001-01-01T00:00:00Z",
  last_seq: 0,
  last_ts: "0001-01-01T00:00:00Z",
  consumer_count: 0,
};

test("a stream is made with the server's defaults, field for field", () => {
  const answer = new RawTab().stream();
  const ts = "2026-01-01T00:00:00Z";
  const type = "io.nats.jetstream.api.v1.stream_create_response";
  const expected = { type, config: CREATED_CONFIG, created: ts, state: EMPTY_STATE, ts, did_create: true };
  expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
});

test("making the same stream again succeeds, another one of that name does not", () => {
  const tab = new RawTab();
  tab.stream();
  expect(tab.stream()).toMatchObject({ did_create: true });
  expect(failed(tab.stream({ max_msgs: 5 }))).toEqual({
    code: 400,
    err_code: 10058,
    description: "stream name already in use with a different configuration",
  });
});

test.each<[Json | string, number, string]>([
  [{ name: "X", subjects: ["s.b"] }, 10065, "subjects overlap with an existing stream"],
  [{ name: "Y", subjects: ["z"] }, 10056, "stream name in subject does not match request"],
  ["", 10056, "stream name in subject does not match request"],
  [{ name: "X", subjects: ["bad subject"] }, 10052, "invalid subject"],
  [{ name: "X", subjects: ["x.>", "x.a"] }, 10052, 'subject "x.>" overlaps with "x.a"'],
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
])("%j is refused with %i", (body, code, description) => {
  const tab = new RawTab();
  tab.stream();
  expect(failed(tab.api("STREAM.CREATE.X", body))).toMatchObject({ err_code: code, description });
});

test.each([
  ["mirror", { name: "M" }],
  ["sources", [{ name: "M" }]],
  ["republish", { src: ">", dest: "log.>" }],
  ["subject_transform", { src: "a", dest: "b" }],
  ["allow_batched", true],
  ["allow_msg_counter", true],
  ["mirror_direct", true],
  ["persist_mode", "async"],
])("the stream option %s, which this server lacks, is refused and not dropped", (option, value) => {
  const answer = new RawTab().stream({ [option]: value });
  expect(failed(answer)).toEqual({
    code: 500,
    err_code: 10052,
    description: `the in-tab server does not support the stream option ${option}`,
  });
});

test.each(["STREAM.INFO.N", "STREAM.DELETE.N", "STREAM.PURGE.N", "STREAM.MSG.DELETE.N", "CONSUMER.NAMES.N"])(
  "%s of a stream that is not there",
  (operation) => {
    const error = { code: 404, err_code: 10059, description: "stream not found" };
    expect(failed(new RawTab().api(operation))).toEqual(error);
  },
);

test("a stream changes what may change", () => {
  const tab = new RawTab();
  tab.stream();
  const change = (options: Json) =>
    tab.api("STREAM.UPDATE.S", { name: "S", subjects: ["s.>"], storage: "memory", ...options });
  expect(change({ subjects: ["s.>", "t"], max_msgs: 1 })).toMatchObject({ config: { max_msgs: 1 } });
  tab.publish("t");
  expect(tab.publish("t")).toMatchObject({ seq: 2 });
  expect(tab.state()).toMatchObject({ messages: 1, first_seq: 2 });
  const cannot = "stream configuration update can not";
  expect(failed(change({ storage: "file" })).description).toBe(`${cannot} change storage type`);
  expect(failed(change({ retention: "workqueue" })).description).toBe(
    `${cannot} change retention policy to/from workqueue`,
  );
  change({ deny_delete: true });
  expect(failed(change({})).description).toBe(`${cannot} cancel deny message deletes`);
});

test("streams are listed by name, in pages, by subject", () => {
  const tab = new RawTab();
  for (const name of ["B", "A", "C"]) tab.api(`STREAM.CREATE.${name}`, { name, subjects: [`${name}.>`] });
  expect(tab.api("STREAM.NAMES")).toMatchObject({ total: 3, offset: 0, limit: 1024, streams: ["A", "B", "C"] });
  expect(tab.api("STREAM.NAMES", { offset: 2 })).toMatchObject({ total: 3, offset: 2, streams: ["C"] });
  expect(tab.api("STREAM.NAMES", { subject: "B.x" })).toMatchObject({ total: 1, streams: ["B"] });
  expect(tab.api("STREAM.NAMES", { subject: "q" })).toMatchObject({ total: 0, streams: null });
  const list = tab.api("STREAM.LIST")["streams"] as { config: { name: string; metadata: unknown } }[];
  expect(list.map(({ config }) => [config.name, config.metadata])).toEqual(
    ["A", "B", "C"].map((name) => [name, { "_nats.req.level": "0" }]),
  );
});

test("the state counts messages, subjects and holes (M2, M3)", () => {
  const tab = new RawTab();
  tab.stream();
  for (const subject of ["s.a", "s.b", "s.a", "s.c"]) tab.publish(subject, "xyz");
  tab.api("STREAM.MSG.DELETE.S", { seq: 2 });
  expect(tab.state()).toMatchObject({
    messages: 3,
    bytes: 3 * (3 + 3 + 16),
    first_seq: 1,
    last_seq: 4,
    num_subjects: 2,
    num_deleted: 1,
    deleted: [2],
  });
  const info = tab.api("STREAM.INFO.S", { subjects_filter: "s.a" });
  expect(info).toMatchObject({ total: 1, limit: 100_000, state: { subjects: { "s.a": 2 } } });
});

test("single messages are read and deleted past all consumers", () => {
  const tab = new RawTab();
  tab.stream();
  tab.publish("s.a", "one");
  tab.publish("s.b", "two", "A: b");
  const get = (body: Json) => tab.api("STREAM.MSG.GET.S", body);
  const two = {
    subject: "s.b",
    seq: 2,
    hdrs: "TkFUUy8xLjANCkE6IGINCg0K",
    data: "dHdv",
    time: "2026-01-01T00:00:00Z",
  };
  expect(get({ seq: 2 })["message"]).toEqual(two);
  expect(get({ last_by_subj: "s.b" })["message"]).toEqual(two);
  expect(get({ last_by_subj: "s.*" })["message"]).toEqual(two);
  expect(get({ seq: 1, next_by_subj: "s.b" })["message"]).toEqual(two);
  expect(failed(get({ seq: 9 })).err_code).toBe(10037);
  expect(failed(get({})).err_code).toBe(10003);
  expect(failed(get({ seq: 1, last_by_subj: "s.a" })).err_code).toBe(10003);
  const remove = (seq: number) => tab.api("STREAM.MSG.DELETE.S", { seq });
  expect(remove(1)).toMatchObject({ success: true });
  expect(failed(remove(1))).toMatchObject({ err_code: 10043, description: "sequence 1 not found" });
  expect(failed(remove(9))).toMatchObject({ err_code: 10043, description: "sequence 9 not found" });
});

test("a purge takes all, what matches, what is old, or all but some", () => {
  const tab = new RawTab();
  tab.stream();
  for (const subject of ["s.a", "s.b", "s.a", "s.b", "s.a"]) tab.publish(subject);
  const purged = (body?: Json) => tab.api("STREAM.PURGE.S", body)["purged"];
  expect(purged({ filter: "s.a", keep: 1 })).toBe(2);
  expect(purged({ seq: 4 })).toBe(1);
  expect(failed(tab.api("STREAM.PURGE.S", { seq: 4, keep: 1 })).err_code).toBe(10003);
  expect(purged()).toBe(2);
  expect(tab.state()).toMatchObject({ messages: 0, first_seq: 6, last_seq: 5 });
});

test("the account knows its level and counts", () => {
  const tab = new RawTab();
  tab.stream();
  tab.consumer();
  tab.api("STREAM.INFO.N");
  expect(tab.api("INFO")).toMatchObject({ streams: 1, consumers: 1, api: { level: 5, total: 3, errors: 1 } });
});

test("operations that this server lacks are refused, unknown ones are never answered", () => {
  const tab = new RawTab();
  expect(failed(tab.api("STREAM.SNAPSHOT.S")).description).toBe("the in-tab server does not support STREAM.SNAPSHOT");
  expect(failed(tab.api("CONSUMER.UNPIN.S.c")).description).toBe("the in-tab server does not support CONSUMER.UNPIN");
  expect(tab.client.request("$JS.API.NO.SUCH")).toBeUndefined();
  expect(tab.client.request("$JS.API.DIRECT.GET.S")?.headers).toContain("503");
  expect(tab.client.request("$JS.API.CONSUMER.MSG.NEXT.S.c")?.headers).toContain("503");
});

test("the stores word a missing message in their own ways, as nats-server's do", () => {
  const tab = new RawTab();
  tab.stream({ storage: "file" });
  for (const subject of ["s.a", "s.a", "s.a"]) tab.publish(subject);
  const remove = (seq: number) =>
    (tab.api("STREAM.MSG.DELETE.S", { seq })["error"] as Json | undefined)?.["description"];
  expect([1, 1, 3, 3, 9].map(remove)).toEqual([
    undefined,
    "no message found",
    undefined,
    "sequence 3 not found",
    "stream store EOF",
  ]);
});

test("a purge up to a sequence that is not there yet goes on from it", () => {
  const tab = new RawTab();
  tab.stream();
  tab.consumer();
  tab.publish("s.a");
  expect(tab.api("STREAM.PURGE.S", { seq: 50 })).toMatchObject({ purged: 1 });
  expect(tab.state()).toMatchObject({ first_seq: 50, last_seq: 49 });
  expect(tab.consumerInfo()).toMatchObject({ delivered: { stream_seq: 49 }, ack_floor: { stream_seq: 49 } });
  expect(tab.publish("s.a")).toMatchObject({ seq: 50 });
});
