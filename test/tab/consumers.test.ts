import { expect, test } from "vitest";
import { type Json, RawTab } from "./raw.ts";

const failed = (answer: Json) => answer["error"] as { err_code: number; description: string };

function withStream(options: Json = {}): RawTab {
  const tab = new RawTab();
  tab.stream(options);
  return tab;
}

test("a consumer is made with the server's defaults, field for field", () => {
  const answer = withStream().consumer();
  const zero = { consumer_seq: 0, stream_seq: 0 };
  const expected = {
    type: "io.nats.jetstream.api.v1.consumer_create_response",
    stream_name: "S",
    name: "c",
    created: "2026-01-01T00:00:00Z",
    config: {
      durable_name: "c",
      name: "c",
      deliver_policy: "all",
      ack_policy: "explicit",
      ack_wait: 30_000_000_000,
      max_deliver: -1,
      replay_policy: "instant",
      max_waiting: 512,
      max_ack_pending: 1000,
      num_replicas: 0,
      metadata: { "_nats.level": "5", "_nats.req.level": "0", "_nats.ver": "2.15.1" },
    },
    delivered: zero,
    ack_floor: zero,
    num_ack_pending: 0,
    num_redelivered: 0,
    num_waiting: 0,
    num_pending: 0,
    ts: "2026-01-01T00:00:00Z",
  };
  expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
});

test("create, create-or-update and update differ when the consumer is there", () => {
  const tab = withStream();
  const ask = (action: string, config: Json) =>
    tab.api("CONSUMER.CREATE.S.c", {
      stream_name: "S",
      config: { durable_name: "c", ack_policy: "explicit", ...config },
      action,
    });
  expect(failed(ask("update", {})).err_code).toBe(10149);
  ask("create", {});
  expect(ask("create", {})["error"]).toBeUndefined();
  expect(failed(ask("create", { ack_wait: 5e9 })).err_code).toBe(10148);
  expect(ask("update", { ack_wait: 5e9 })).toMatchObject({ config: { ack_wait: 5e9 } });
  expect(ask("", { ack_wait: 6e9 })).toMatchObject({ config: { ack_wait: 6e9 } });
  const updates: readonly [Json, string][] = [
    [{ ack_policy: "none" }, "ack policy can not be updated"],
    [{ deliver_policy: "new" }, "deliver policy can not be updated"],
    [{ max_waiting: 5 }, "max waiting can not be updated"],
  ];
  for (const [config, description] of updates) {
    expect(failed(ask("update", config))).toMatchObject({ err_code: 10012, description });
  }
});

test("a work queue lets no two consumers have one message", () => {
  const tab = withStream({ retention: "workqueue" });
  expect(tab.consumer({ filter_subject: "s.a" }, "a")["error"]).toBeUndefined();
  expect(tab.consumer({ filter_subject: "s.b" }, "b")["error"]).toBeUndefined();
  expect(failed(tab.consumer({ filter_subject: "s.*" }, "x")).err_code).toBe(10100);
  expect(failed(tab.consumer({ filter_subjects: ["s.z", "s.a"] }, "x")).err_code).toBe(10100);
  expect(failed(tab.consumer({}, "x")).err_code).toBe(10099);
  expect(failed(tab.consumer({ ack_policy: "none", filter_subject: "s.q" }, "x")).err_code).toBe(10084);
  expect(failed(tab.consumer({ ack_policy: "all", filter_subject: "s.q" }, "x")).err_code).toBe(10098);
  expect(failed(tab.consumer({ deliver_policy: "new", filter_subject: "s.q" }, "x")).err_code).toBe(10101);
});

test.each<[Json, number]>([
  [{ backoff: [1e9, 2e9], max_deliver: 1 }, 10116],
  [{ backoff: [-1] }, 10184],
  [{ ack_wait: -1 }, 10183],
  [{ rate_limit_bps: 4 }, 10086],
  [{ idle_heartbeat: 1e9 }, 10088],
  [{ flow_control: true }, 10089],
  [{ deliver_policy: "by_start_sequence" }, 10094],
  [{ deliver_policy: "by_start_time" }, 10094],
  [{ opt_start_seq: 4 }, 10094],
  [{ max_expires: 5 }, 10115],
  [{ filter_subjects: ["s.a"], filter_subject: "s.b" }, 10136],
  [{ filter_subjects: ["s.a", "s.*"] }, 10138],
  [{ filter_subjects: ["s.a", ""] }, 10139],
  [{ filter_subject: "s..a" }, 10052],
  [{ num_replicas: 3 }, 10074],
  [{ durable_name: "other" }, 10017],
  [{ bogus: 1 }, 10025],
  [{ ack_policy: "x" }, 10025],
])("%j is refused with %i", (config, code) => {
  expect(failed(withStream().consumer(config)).err_code).toBe(code);
});

test.each<[string, Json]>([
  ["the consumer option deliver_group", { deliver_subject: "x", deliver_group: "g" }],
  ["the consumer option rate_limit_bps", { deliver_subject: "x", rate_limit_bps: 1000 }],
  ["the replay policy original", { replay_policy: "original" }],
  ["the consumer option priority_groups", { priority_groups: ["a"] }],
  ["the consumer option sample_freq", { sample_freq: "100%" }],
])("%s, which this server lacks, is refused and not dropped", (what, config) => {
  const error = { code: 500, err_code: 10052, description: `the in-tab server does not support ${what}` };
  expect(failed(withStream().consumer(config))).toEqual(error);
});

test("a backoff list as long as max_deliver is fine, and its first entry is the ack_wait", () => {
  const answer = withStream().consumer({ backoff: [1e9, 2e9], max_deliver: 2 });
  expect(answer["config"]).toMatchObject({ ack_wait: 1e9, backoff: [1e9, 2e9], max_deliver: 2 });
});

test("the ways to name a consumer are kept apart", () => {
  const tab = withStream();
  const create = (path: string, config: Json) =>
    tab.api(`CONSUMER.${path}`, { stream_name: "S", config: { ack_policy: "explicit", ...config }, action: "create" });
  expect(create("DURABLE.CREATE.S.d", { durable_name: "d" })).toMatchObject({ name: "d" });
  expect(failed(create("DURABLE.CREATE.S.d", { durable_name: "e" })).err_code).toBe(10017);
  expect(failed(create("DURABLE.CREATE.S.d", {})).err_code).toBe(10018);
  expect(failed(create("CREATE.S", { durable_name: "d" })).err_code).toBe(10020);
  expect(create("CREATE.S.f.s.a.b", { durable_name: "f", filter_subject: "s.a.b" })).toMatchObject({ name: "f" });
  expect(failed(create("CREATE.S.g.s.a", { durable_name: "g", filter_subject: "s.b" })).err_code).toBe(10131);
  expect(create("CREATE.S", {})).toMatchObject({ config: { inactive_threshold: 5e9 } });
  const names = tab.api("CONSUMER.NAMES.S");
  expect(names).toMatchObject({ total: 3, limit: 1024 });
  expect((names["consumers"] as string[]).slice(0, 2)).toEqual(["d", "f"]);
  expect(tab.api("CONSUMER.LIST.S")).toMatchObject({ total: 3, consumers: [{ name: "d" }, { name: "f" }, {}] });
});

test("max_consumers holds", () => {
  const tab = withStream({ max_consumers: 1 });
  tab.consumer({}, "a");
  expect(failed(tab.consumer({}, "b")).err_code).toBe(10026);
});

test("a consumer that is not there", () => {
  const tab = withStream();
  const error = { code: 404, err_code: 10014, description: "consumer not found" };
  expect(failed(tab.api("CONSUMER.INFO.S.n"))).toEqual(error);
  expect(failed(tab.api("CONSUMER.DELETE.S.n"))).toEqual(error);
  expect(failed(tab.api("CONSUMER.INFO.T.n")).description).toBe("stream not found");
  expect(failed(tab.api("CONSUMER.DELETE.S.n", { x: 1 })).err_code).toBe(10038);
});

test.each<[Json, number, number]>([
  [{}, 1, 4],
  [{ deliver_policy: "new" }, 5, 0],
  [{ deliver_policy: "last" }, 4, 1],
  [{ deliver_policy: "last", filter_subject: "s.a" }, 3, 1],
  [{ deliver_policy: "by_start_sequence", opt_start_seq: 3 }, 3, 2],
  [{ deliver_policy: "by_start_sequence", opt_start_seq: 9 }, 9, 0],
  [{ deliver_policy: "by_start_time", opt_start_time: "2026-01-01T00:00:00.15Z" }, 3, 2],
  [{ filter_subject: "s.b" }, 1, 2],
  [{ filter_subjects: ["s.a", "s.none"] }, 1, 2],
])("%j begins at %i with %i pending (K5)", async (config, start, pending) => {
  const tab = withStream();
  for (const subject of ["s.a", "s.b", "s.a", "s.b"]) {
    tab.publish(subject);
    await tab.advance(100);
  }
  tab.consumer(config);
  expect(tab.consumerInfo()).toMatchObject({ delivered: { stream_seq: start - 1 }, num_pending: pending });
});

test("a consumer that begins in the future leaves out what comes before", () => {
  const tab = withStream();
  tab.consumer({ deliver_policy: "by_start_sequence", opt_start_seq: 3 });
  for (const subject of ["s.1", "s.2", "s.3"]) tab.publish(subject);
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 1 });
  expect(tab.next().subject).toBe("s.3");
});

test("an unused consumer goes after its inactive_threshold, a waiting or holding one does not", async () => {
  const tab = withStream();
  tab.consumer({ inactive_threshold: 1e9, ack_wait: 5e9 });
  tab.publish("s.a");
  await tab.advance(500);
  tab.next();
  await tab.advance(4000);
  expect(tab.consumerInfo()["error"]).toBeUndefined();
  tab.ack(tab.take(tab.pull({ batch: 1, expires: 2e9 }))[0] ?? (await later(tab)));
  await tab.advance(3000);
  expect(failed(tab.consumerInfo()).err_code).toBe(10014);
});

async function later(tab: RawTab) {
  await tab.advance(1500);
  return tab.client.messages.pop() ?? expect.unreachable("nothing was redelivered");
}

test("a changed filter counts anew", () => {
  const tab = withStream();
  tab.consumer({ filter_subject: "s.a" });
  for (const subject of ["s.b", "s.a", "s.b"]) tab.publish(subject);
  tab.next();
  const config = { durable_name: "c", ack_policy: "explicit", filter_subject: "s.b" };
  tab.api("CONSUMER.CREATE.S.c", { stream_name: "S", config, action: "update" });
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 1, num_ack_pending: 1 });
  expect(tab.next().subject).toBe("s.b");
});

test("a deleted stream takes its consumers along", () => {
  const tab = withStream();
  tab.consumer();
  expect(tab.api("STREAM.DELETE.S")).toMatchObject({ success: true });
  expect(failed(tab.consumerInfo()).description).toBe("stream not found");
  tab.stream();
  expect(failed(tab.consumerInfo()).description).toBe("consumer not found");
});
