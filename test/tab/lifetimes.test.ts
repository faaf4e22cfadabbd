import { expect, test } from "vitest";
import { type Json, RawTab } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;
const subjects = (tab: RawTab) =>
  (tab.api("STREAM.INFO.S", { subjects_filter: ">" })["state"] as { subjects?: Json }).subjects ?? {};
const headersOf = (tab: RawTab, seq: number): string => {
  const { hdrs = "" } = tab.api("STREAM.MSG.GET.S", { seq })["message"] as { hdrs?: string };
  return atob(hdrs);
};

test("a roll-up leaves itself alone on its subject, or in the stream", () => {
  const tab = new RawTab();
  tab.stream({ allow_rollup_hdrs: true, deny_delete: true });
  for (const subject of ["s.a", "s.b", "s.a"]) tab.publish(subject);
  expect(tab.publish("s.a", "sum", "Nats-Rollup: sub")).toMatchObject({ seq: 4 });
  expect(subjects(tab)).toEqual({ "s.a": 1, "s.b": 1 });
  expect(tab.state()).toMatchObject({ first_seq: 2, num_deleted: 1, deleted: [3] });
  tab.publish("s.c", "sum", "Nats-Rollup: ALL");
  expect(subjects(tab)).toEqual({ "s.c": 1 });
  expect(failed(tab.publish("s.c", "x", "Nats-Rollup: other"))).toBe(10111);
});

test("a roll-up counts in what a consumer has yet to get (K5)", () => {
  const tab = new RawTab();
  tab.stream({ allow_rollup_hdrs: true });
  tab.consumer();
  for (const subject of ["s.a", "s.b", "s.a"]) tab.publish(subject);
  tab.publish("s.a", "sum", "Nats-Rollup: sub");
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 2 });
  expect([tab.next().subject, tab.next().data]).toEqual(["s.b", "sum"]);
});

test("a roll-up needs leave, and room like any message", () => {
  const tab = new RawTab();
  tab.stream({ deny_purge: true });
  expect(failed(tab.publish("s.a", "x", "Nats-Rollup: sub"))).toBe(10111);
  const full = new RawTab();
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
  const tab = new RawTab();
  tab.stream({ allow_msg_ttl: true });
  expect(failed(tab.publish("s.a", "x", `Nats-TTL: ${ttl}`))).toBe(code);
});

test("a message ends at its own TTL, in whole seconds, to the millisecond (E2)", async () => {
  const tab = new RawTab();
  tab.stream({ allow_msg_ttl: true });
  tab.publish("s.a", "x", "Nats-TTL: 2s");
  tab.publish("s.b", "x", "Nats-TTL: 1.9s");
  await tab.advance(999);
  expect(tab.state()).toMatchObject({ messages: 2 });
  await tab.advance(1);
  expect(subjects(tab)).toEqual({ "s.a": 1 });
  await tab.advance(1000);
  expect(tab.state()).toMatchObject({ messages: 0, first_seq: 3, last_seq: 2 });
});

test("max_age ends a message before its TTL, but not one that never ends (E1)", async () => {
  const tab = new RawTab();
  tab.stream({ allow_msg_ttl: true, max_age: 1e9 });
  tab.publish("s.never", "x", "Nats-TTL: never");
  tab.publish("s.late", "x", "Nats-TTL: 1h");
  tab.publish("s.plain");
  await tab.advance(1000);
  expect(subjects(tab)).toEqual({ "s.never": 1 });
});

test("the last message of a subject leaves a marker when its time is over, which ends too", async () => {
  const tab = new RawTab();
  tab.stream({ subject_delete_marker_ttl: 1e9 });
  tab.consumer();
  tab.publish("s.a", "1", "Nats-TTL: 1s");
  tab.publish("s.b", "1", "Nats-TTL: 1s");
  tab.publish("s.b", "2");
  await tab.advance(1000);
  expect(subjects(tab)).toEqual({ "s.a": 1, "s.b": 1 });
  expect(headersOf(tab, 4)).toBe("NATS/1.0\r\nNats-Marker-Reason: MaxAge\r\nNats-TTL: 1s\r\nNats-Rollup: sub\r\n\r\n");
  expect([tab.next().data, tab.next().subject]).toEqual(["2", "s.a"]);
  await tab.advance(1000);
  expect(subjects(tab)).toEqual({ "s.b": 1 });
  expect(tab.state()).toMatchObject({ last_seq: 4 });
});

test("a delete or a purge leaves no marker", () => {
  const tab = new RawTab();
  tab.stream({ subject_delete_marker_ttl: 1e9 });
  tab.publish("s.a");
  tab.publish("s.b");
  tab.api("STREAM.MSG.DELETE.S", { seq: 1 });
  tab.api("STREAM.PURGE.S", { filter: "s.b" });
  expect(tab.state()).toMatchObject({ messages: 0, last_seq: 2 });
});

test("no message lives shorter than the markers, unless a subject has one message only", () => {
  const stored = (options: Json) => {
    const tab = new RawTab();
    tab.stream({ subject_delete_marker_ttl: 60e9, ...options });
    tab.publish("s.a", "x", "Nats-TTL: 1s\r\nA: b");
    return headersOf(tab, 1);
  };
  expect(stored({})).toBe("NATS/1.0\r\nA: b\r\nNats-TTL: 60\r\n\r\n");
  expect(stored({ max_msgs_per_subject: 1 })).toBe("NATS/1.0\r\nNats-TTL: 1s\r\nA: b\r\n\r\n");
});

test("where there is no room for a marker the message stays, and is tried again after two seconds", async () => {
  const tab = new RawTab();
  tab.stream({ subject_delete_marker_ttl: 1e9, max_msgs: 2, discard: "new" });
  tab.publish("s.a", "x", "Nats-TTL: 1s");
  tab.publish("s.b");
  await tab.advance(1000);
  expect(tab.state()).toMatchObject({ messages: 2, last_seq: 2 });
  tab.api("STREAM.MSG.DELETE.S", { seq: 2 });
  await tab.advance(1999);
  expect(tab.state()).toMatchObject({ messages: 1, last_seq: 2 });
  await tab.advance(1);
  expect(tab.state()).toMatchObject({ messages: 1, first_seq: 3, last_seq: 3 });
});
