import { expect, test } from "vitest";
import { type Json, RawSim } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;
const stored = (sim: RawSim) =>
  (sim.api("STREAM.INFO.S", { subjects_filter: ">" })["state"] as { subjects?: Json }).subjects ?? {};

const EPOCH_MS = Date.UTC(2026, 0, 1);
const at = (ms: number) => `@at ${new Date(EPOCH_MS + ms).toISOString()}`;

function withSchedules(options: Json = {}): RawSim {
  const sim = new RawSim();
  sim.stream({ allow_msg_schedules: true, allow_msg_ttl: true, ...options });
  return sim;
}

/** Publishes a schedule. */
const put = (sim: RawSim, subject: string, pattern: string, more = "", data = "x") =>
  sim.publish(subject, data, `Nats-Schedule: ${pattern}\r\nNats-Schedule-Target: s.t${more}`);

test("a schedule fires at its millisecond, on its target, and is gone (H3)", async () => {
  const sim = withSchedules();
  sim.consumer({ filter_subject: "s.t" });
  const plain = sim.client.subscribe("s.t");
  put(sim, "s.d.1", at(700), "\r\nA: b\r\nNats-Msg-Id: k\r\nNats-Schedule-TTL: 60s", "later");
  await sim.advance(699);
  expect(stored(sim)).toEqual({ "s.d.1": 1 });
  await sim.advance(1);
  expect(stored(sim)).toEqual({ "s.t": 1 });
  expect(sim.next()).toMatchObject({
    data: "later",
    headers: "NATS/1.0\r\nA: b\r\nNats-Scheduler: s.d.1\r\nNats-Schedule-Next: purge\r\nNats-TTL: 60s\r\n\r\n",
  });
  // As with nats-server, plain subscribers see nothing of it.
  expect(sim.take(plain)).toEqual([]);
});

test("what is past fires at once, and what is due together fires in order", async () => {
  const sim = withSchedules();
  sim.consumer({ filter_subject: "s.t" });
  put(sim, "s.d.2", at(500), "", "first put");
  put(sim, "s.d.1", at(500), "", "second put");
  put(sim, "s.d.3", at(-5000), "", "past");
  await sim.advance(1);
  expect(sim.next().data).toBe("past");
  await sim.advance(500);
  expect([sim.next().data, sim.next().data]).toEqual(["first put", "second put"]);
});

test("a second schedule on the same subject replaces the first (H1)", async () => {
  const sim = withSchedules();
  put(sim, "s.d.1", at(500));
  put(sim, "s.d.1", at(900), "", "new");
  expect(stored(sim)).toEqual({ "s.d.1": 1 });
  await sim.advance(899);
  expect(stored(sim)).toEqual({ "s.d.1": 1 });
  await sim.advance(1);
  expect(stored(sim)).toEqual({ "s.t": 1 });
});

test("a plain message on its subject ends a schedule, though both stay (H1)", async () => {
  const sim = withSchedules();
  put(sim, "s.d.1", at(500));
  sim.publish("s.d.1", "plain");
  await sim.advance(1000);
  expect(stored(sim)).toEqual({ "s.d.1": 2 });
});

test.each<[string, (sim: RawSim) => unknown]>([
  ["a purge of its subject", (sim) => sim.api("STREAM.PURGE.S", { filter: "s.d.1" })],
  ["a purge by a pattern", (sim) => sim.api("STREAM.PURGE.S", { filter: "s.d.>" })],
  ["the deletion of its message", (sim) => sim.api("STREAM.MSG.DELETE.S", { seq: 1 })],
])("%s cancels a schedule (H2)", async (_how, cancel) => {
  const sim = withSchedules();
  put(sim, "s.d.1", at(500));
  cancel(sim);
  await sim.advance(1000);
  expect(sim.state()).toMatchObject({ messages: 0, last_seq: 1 });
});

test("an interval fires again and again, from whole seconds, and stays", async () => {
  const sim = withSchedules();
  sim.consumer({ filter_subject: "s.t" });
  await sim.advance(300);
  put(sim, "s.d.1", "@every 2s");
  await sim.advance(1699);
  expect(stored(sim)).toEqual({ "s.d.1": 1 });
  await sim.advance(1);
  expect(sim.next().headers).toBe(
    "NATS/1.0\r\nNats-Scheduler: s.d.1\r\nNats-Schedule-Next: 2026-01-01T00:00:04Z\r\n\r\n",
  );
  await sim.advance(4000);
  expect(stored(sim)).toEqual({ "s.d.1": 1, "s.t": 3 });
});

test("a schedule may send the last message of a source, and roll up its target", async () => {
  const sim = withSchedules({ allow_direct: true });
  sim.publish("s.t", "before");
  sim.publish("s.src", "source", "Q: r");
  put(sim, "s.d.1", at(500), "\r\nNats-Schedule-Source: s.src\r\nNats-Schedule-Rollup: sub", "own");
  put(sim, "s.d.2", at(900), "\r\nNats-Schedule-Source: s.none", "own");
  await sim.advance(500);
  expect(stored(sim)).toEqual({ "s.d.2": 1, "s.src": 1, "s.t": 1 });
  expect(sim.client.request("$JS.API.DIRECT.GET.S.s.t")).toMatchObject({ data: "source" });
  await sim.advance(400);
  expect(sim.client.request("$JS.API.DIRECT.GET.S.s.t")).toMatchObject({ data: "own" });
});

test.each([
  ["soon", "", 10189],
  ["@at tomorrow", "", 10189],
  ["@at 2030-01-01T00:00:00", "", 10189],
  ["@at  2030-01-01T00:00:00Z", "", 10189],
  ["@every 500ms", "", 10189],
  ["* * * * *", "", 10189],
  [at(5), "\r\nNats-Schedule-Time-Zone: UTC", 10189],
  [at(5), "\r\nNats-Schedule-TTL: 1ms", 10191],
  [at(5), "\r\nNats-Rollup: all", 10192],
  [at(5), "\r\nNats-Schedule-Rollup: all", 10192],
  [at(5), "\r\nNats-Schedule-Source: s.t", 10203],
  [at(5), "\r\nNats-Schedule-Source: s.*", 10203],
  [at(5), "\r\nNats-Expected-Last-Subject-Sequence: 9", 10071],
  ["@every 5s", "\r\nNats-Schedule-Time-Zone: UTC", 10189],
  ["@hourly", "\r\nNats-Schedule-Time-Zone: Europe/Atlantis", 10223],
  ["@hourly", "\r\nNats-Schedule-Time-Zone: +01:00", 10223],
  ["@hourly", "\r\nNats-Schedule-Time-Zone: ", 10223],
])("the schedule %j%j is refused with %i", (pattern, more, code) => {
  const sim = withSchedules();
  expect(failed(put(sim, "s.d.1", pattern, more))).toBe(code);
  expect(sim.state()).toMatchObject({ messages: 0 });
});

test.each(["", "s.d.1", "s.*", "elsewhere"])("the target %j is refused", (target) => {
  const headers = `Nats-Schedule: ${at(5)}\r\nNats-Schedule-Target: ${target}`;
  expect(failed(withSchedules().publish("s.d.1", "x", headers))).toBe(10190);
});

test("a TTL for what is made needs TTLs", () => {
  const sim = withSchedules({ allow_msg_ttl: false });
  expect(failed(put(sim, "s.d.1", at(5), "\r\nNats-Schedule-TTL: 5s"))).toBe(10166);
});

test("whoever marks a message as made by a schedule must do it rightly, and then ends that schedule", () => {
  const sim = withSchedules();
  put(sim, "s.d.1", at(5000));
  expect(failed(sim.publish("s.t", "x", "Nats-Schedule-Next: purge"))).toBe(10212);
  expect(failed(sim.publish("s.t", "x", "Nats-Scheduler: s.t\r\nNats-Schedule-Next: purge"))).toBe(10212);
  expect(sim.publish("s.t", "x", "Nats-Scheduler: s.d.1\r\nNats-Schedule-Next: purge")).toMatchObject({ seq: 2 });
  expect(stored(sim)).toEqual({ "s.t": 1 });
});
