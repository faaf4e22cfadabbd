import { expect, test } from "vitest";
import { type Json, RawSim } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;
const subjects = (sim: RawSim) =>
  (sim.api("STREAM.INFO.S", { subjects_filter: ">" })["state"] as { subjects?: Json }).subjects ?? {};
const headersOf = (sim: RawSim, seq: number): string => {
  const { hdrs = "" } = sim.api("STREAM.MSG.GET.S", { seq })["message"] as { hdrs?: string };
  return atob(hdrs);
};

test("a roll-up leaves itself alone on its subject, or in the stream", () => {
  const sim = new RawSim();
  sim.stream({ allow_rollup_hdrs: true, deny_delete: true });
  for (const subject of ["s.a", "s.b", "s.a"]) sim.publish(subject);
  expect(sim.publish("s.a", "sum", "Nats-Rollup: sub")).toMatchObject({ seq: 4 });
  expect(subjects(sim)).toEqual({ "s.a": 1, "s.b": 1 });
  expect(sim.state()).toMatchObject({ first_seq: 2, num_deleted: 1, deleted: [3] });
  sim.publish("s.c", "sum", "Nats-Rollup: ALL");
  expect(subjects(sim)).toEqual({ "s.c": 1 });
  expect(failed(sim.publish("s.c", "x", "Nats-Rollup: other"))).toBe(10111);
});

test("a roll-up counts in what a consumer has yet to get (K5)", () => {
  const sim = new RawSim();
  sim.stream({ allow_rollup_hdrs: true });
  sim.consumer();
  for (const subject of ["s.a", "s.b", "s.a"]) sim.publish(subject);
  sim.publish("s.a", "sum", "Nats-Rollup: sub");
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 2 });
  expect([sim.next().subject, sim.next().data]).toEqual(["s.b", "sum"]);
});

test("a roll-up needs leave, and room like any message", () => {
  const sim = new RawSim();
  sim.stream({ deny_purge: true });
  expect(failed(sim.publish("s.a", "x", "Nats-Rollup: sub"))).toBe(10111);
  const full = new RawSim();
  full.stream({ allow_rollup_hdrs: true, discard: "new", max_msgs: 1 });
  full.publish("s.a");
  expect(failed(full.publish("s.a", "x", "Nats-Rollup: sub"))).toBe(10077);
});

test.each([
  ["1s", undefined],
  ["5", undefined],
  ["1.5s", undefined],
  ["never", undefined],
  ["NEVER", undefined],
  ["", undefined],
  ["0", 10165],
  ["-1", 10165],
  ["+5", 10165],
  ["999ms", 10165],
  ["junk", 10165],
])("the TTL %j", (ttl, code) => {
  const sim = new RawSim();
  sim.stream({ allow_msg_ttl: true });
  expect(failed(sim.publish("s.a", "x", `Nats-TTL: ${ttl}`))).toBe(code);
});

test("a message ends at its own TTL, in whole seconds, to the millisecond (E2)", async () => {
  const sim = new RawSim();
  sim.stream({ allow_msg_ttl: true });
  sim.publish("s.a", "x", "Nats-TTL: 2s");
  sim.publish("s.b", "x", "Nats-TTL: 1.9s");
  await sim.advance(999);
  expect(sim.state()).toMatchObject({ messages: 2 });
  await sim.advance(1);
  expect(subjects(sim)).toEqual({ "s.a": 1 });
  await sim.advance(1000);
  expect(sim.state()).toMatchObject({ messages: 0, first_seq: 3, last_seq: 2 });
});

test("max_age ends a message before its TTL, but not one that never ends (E1)", async () => {
  const sim = new RawSim();
  sim.stream({ allow_msg_ttl: true, max_age: 1e9 });
  sim.publish("s.never", "x", "Nats-TTL: never");
  sim.publish("s.late", "x", "Nats-TTL: 1h");
  sim.publish("s.plain");
  await sim.advance(1000);
  expect(subjects(sim)).toEqual({ "s.never": 1 });
});

test("the last message of a subject leaves a marker when its time is over, which ends too", async () => {
  const sim = new RawSim();
  sim.stream({ subject_delete_marker_ttl: 1e9 });
  sim.consumer();
  sim.publish("s.a", "1", "Nats-TTL: 1s");
  sim.publish("s.b", "1", "Nats-TTL: 1s");
  sim.publish("s.b", "2");
  await sim.advance(1000);
  expect(subjects(sim)).toEqual({ "s.a": 1, "s.b": 1 });
  expect(headersOf(sim, 4)).toBe("NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 1s\r\nNats-Rollup: sub\r\n\r\n");
  expect([sim.next().data, sim.next().subject]).toEqual(["2", "s.a"]);
  await sim.advance(1000);
  expect(subjects(sim)).toEqual({ "s.b": 1 });
  expect(sim.state()).toMatchObject({ last_seq: 4 });
});

test("a delete or a purge leaves no marker", () => {
  const sim = new RawSim();
  sim.stream({ subject_delete_marker_ttl: 1e9 });
  sim.publish("s.a");
  sim.publish("s.b");
  sim.api("STREAM.MSG.DELETE.S", { seq: 1 });
  sim.api("STREAM.PURGE.S", { filter: "s.b" });
  expect(sim.state()).toMatchObject({ messages: 0, last_seq: 2 });
});

test("no message lives shorter than the markers, unless a subject has one message only", () => {
  const stored = (options: Json) => {
    const sim = new RawSim();
    sim.stream({ subject_delete_marker_ttl: 60e9, ...options });
    sim.publish("s.a", "x", "Nats-TTL: 1s\r\nA: b");
    return headersOf(sim, 1);
  };
  expect(stored({})).toBe("NATS/1.0\r\nA: b\r\nNats-TTL: 60\r\n\r\n");
  expect(stored({ max_msgs_per_subject: 1 })).toBe("NATS/1.0\r\nNats-TTL: 1s\r\nA: b\r\n\r\n");
});

test("where there is no room for a marker the message stays, and is tried again after two seconds", async () => {
  const sim = new RawSim();
  sim.stream({ subject_delete_marker_ttl: 1e9, max_msgs: 2, discard: "new" });
  sim.publish("s.a", "x", "Nats-TTL: 1s");
  sim.publish("s.b");
  await sim.advance(1000);
  expect(sim.state()).toMatchObject({ messages: 2, last_seq: 2 });
  sim.api("STREAM.MSG.DELETE.S", { seq: 2 });
  await sim.advance(1999);
  expect(sim.state()).toMatchObject({ messages: 1, last_seq: 2 });
  await sim.advance(1);
  expect(sim.state()).toMatchObject({ messages: 1, first_seq: 3, last_seq: 3 });
});
