import { expect, test } from "vitest";
import { type Json, RawTab } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;

test("every message gets the next sequence (S1)", () => {
  const tab = new RawTab();
  tab.stream();
  expect(tab.publish("s.a")).toEqual({ stream: "S", seq: 1 });
  expect(tab.publish("s.b")).toEqual({ stream: "S", seq: 2 });
});

test("an id is known for the window, even when its message is gone (D1)", async () => {
  const tab = new RawTab();
  tab.stream({ retention: "workqueue", duplicate_window: 2e9 });
  tab.consumer();
  expect(tab.publish("s.a", "x", "Nats-Msg-Id: k")).toEqual({ stream: "S", seq: 1 });
  tab.ack(tab.next());
  expect(tab.state()).toMatchObject({ messages: 0 });
  await tab.advance(1999);
  expect(tab.publish("s.b", "y", "Nats-Msg-Id: k")).toEqual({ stream: "S", seq: 1, duplicate: true });
  await tab.advance(1);
  expect(tab.publish("s.a", "x", "Nats-Msg-Id: k")).toEqual({ stream: "S", seq: 2 });
});

test("a publisher's conditions are checked before anything is stored", () => {
  const tab = new RawTab();
  tab.stream();
  tab.publish("s.a", "x", "Nats-Msg-Id: first");
  const on = (subject: string, headers: string) => tab.publish(subject, "y", headers);
  expect(on("s.a", "Nats-Expected-Stream: T")).toEqual({
    error: { code: 400, err_code: 10060, description: "expected stream does not match" },
    stream: "S",
    seq: 0,
  });
  expect(on("s.a", "Nats-Expected-Last-Sequence: 9")).toMatchObject({
    error: { err_code: 10071, description: "wrong last sequence: 1" },
  });
  expect(failed(on("s.b", "Nats-Expected-Last-Subject-Sequence: 1"))).toBe(10071);
  expect(failed(on("s.a", "Nats-Expected-Last-Sequence: nonsense"))).toBe(10071);
  expect(failed(on("s.a", "Nats-Expected-Last-Msg-Id: other"))).toBe(10070);
  expect(tab.state()).toMatchObject({ last_seq: 1 });
  expect(on("s.a", "Nats-Expected-Last-Msg-Id: first")).toMatchObject({ seq: 2 });
  expect(on("s.b", "Nats-Expected-Last-Subject-Sequence: 0")).toMatchObject({ seq: 3 });
  const other = "Nats-Expected-Last-Subject-Sequence: 2\r\nNats-Expected-Last-Subject-Sequence-Subject: s.a";
  expect(on("s.c", other)).toMatchObject({ seq: 4 });
});

test("conditions on sequences come before the look for a duplicate, the one on the last id after it", () => {
  const tab = new RawTab();
  tab.stream();
  tab.publish("s.a", "x", "Nats-Msg-Id: k");
  const again = (header: string) => tab.publish("s.a", "x", `Nats-Msg-Id: k\r\n${header}`);
  expect(failed(again("Nats-Expected-Last-Subject-Sequence: 0"))).toBe(10071);
  expect(failed(again("Nats-Expected-Last-Sequence: 0"))).toBe(10071);
  expect(failed(again("Nats-Schedule: bad"))).toBe(10188);
  expect(again("Nats-Expected-Last-Msg-Id: other")).toMatchObject({ duplicate: true });
  expect(again("Nats-Rollup: bad")).toMatchObject({ duplicate: true });
  expect(again("Nats-TTL: bad")).toMatchObject({ duplicate: true });
});

test("a condition may be on another subject, or on a pattern", () => {
  const tab = new RawTab();
  tab.stream();
  for (const subject of ["s.a", "s.b.c"]) tab.publish(subject);
  const put = (seq: string, on: string) =>
    tab.publish("s.z", "x", `${seq}Nats-Expected-Last-Subject-Sequence-Subject: ${on}`);
  const last = (seq: number) => `Nats-Expected-Last-Subject-Sequence: ${seq}\r\n`;
  expect(failed(put("", "s.a"))).toBe(10193);
  expect(failed(put(last(2), "s.*"))).toBe(10071);
  expect(put(last(1), "s.*")).toMatchObject({ seq: 3 });
  expect(put(last(3), "s.>")).toMatchObject({ seq: 4 });
  expect(put(last(0), "s.none")).toMatchObject({ seq: 5 });
});

test.each([
  ["Nats-TTL: 5s", 10166],
  ["Nats-Rollup: sub", 10111],
  ["Nats-Batch-Id: b", 10174],
  ["Nats-Schedule: @every 1s", 10188],
  ["Nats-Incr: +1", 10168],
])("%s asks for a feature that is off", (header, code) => {
  const tab = new RawTab();
  tab.stream();
  expect(failed(tab.publish("s.a", "x", header))).toBe(code);
});

test.each<[Json, readonly (number | string)[], Json]>([
  [{ discard: "new", max_msgs: 2 }, [1, 2, "maximum messages exceeded"], { messages: 2, first_seq: 1 }],
  [{ discard: "new", max_bytes: 50 }, [1, 2, "maximum bytes exceeded"], { messages: 2, first_seq: 1 }],
  [
    { discard: "new", max_msgs_per_subject: 1, discard_new_per_subject: true },
    [1, "maximum messages per subject exceeded", "maximum messages per subject exceeded"],
    { messages: 1, first_seq: 1 },
  ],
  [{ discard: "new", max_msgs: 2, max_msgs_per_subject: 1 }, [1, 2, 3], { messages: 1, first_seq: 3 }],
  [{ max_msgs: 2 }, [1, 2, 3], { messages: 2, first_seq: 2 }],
  [{ max_bytes: 50 }, [1, 2, 3], { messages: 2, first_seq: 2 }],
  [{ max_msgs_per_subject: 1 }, [1, 2, 3], { messages: 1, first_seq: 3 }],
  [{ max_msg_size: 4 }, [1, 2, 3].map(() => "message size exceeds maximum allowed"), { messages: 0 }],
  [{ max_bytes: 10 }, [1, 2, 3], { messages: 0, first_seq: 4, last_seq: 3 }],
  [{ first_seq: 10 }, [10, 11, 12], { messages: 3, first_seq: 10, last_seq: 12 }],
])("the limit %j (S2)", (limit, outcomes, state) => {
  const tab = new RawTab();
  tab.stream(limit);
  const got = outcomes.map(() => {
    const answer = tab.publish("s.a", "12345");
    return (answer["error"] as { description: string } | undefined)?.description ?? answer["seq"];
  });
  expect(got).toEqual(outcomes);
  expect(tab.state()).toMatchObject(state);
});

test("old messages go when their age is reached", async () => {
  const tab = new RawTab();
  tab.stream({ max_age: 1e9 });
  tab.publish("s.a");
  await tab.advance(400);
  tab.publish("s.b");
  await tab.advance(600);
  expect(tab.state()).toMatchObject({ messages: 1, first_seq: 2 });
  await tab.advance(400);
  expect(tab.state()).toMatchObject({ messages: 0, first_seq: 3, last_seq: 2 });
});

test("a stream without acknowledgements stores and says nothing", () => {
  const tab = new RawTab();
  tab.stream({ no_ack: true });
  expect(tab.client.request("s.a")).toBeUndefined();
  expect(tab.state()).toMatchObject({ messages: 1 });
});

test("a captured message also reaches plain subscribers", () => {
  const tab = new RawTab();
  tab.stream();
  const sid = tab.client.subscribe("s.*");
  tab.client.publish("s.a", "hi");
  expect(tab.take(sid).map(({ data }) => data)).toEqual(["hi"]);
  expect(tab.state()).toMatchObject({ messages: 1 });
});

test("under the interest policy a message stays until all who want it have it (S4)", () => {
  const tab = new RawTab();
  tab.stream({ retention: "interest" });
  expect(tab.publish("s.early")).toMatchObject({ seq: 1 });
  expect(tab.state()).toMatchObject({ messages: 0, first_seq: 2, last_seq: 1 });
  tab.consumer({ filter_subject: "s.a" }, "a");
  tab.consumer({}, "all");
  tab.publish("s.a");
  tab.publish("s.b");
  tab.ack(tab.next("all"));
  expect(tab.state()).toMatchObject({ messages: 2 });
  tab.ack(tab.next("all"));
  expect(tab.state()).toMatchObject({ messages: 1 });
  tab.ack(tab.next("a"));
  expect(tab.state()).toMatchObject({ messages: 0 });
  tab.publish("s.b");
  tab.api("CONSUMER.DELETE.S.all");
  expect(tab.state()).toMatchObject({ messages: 0 });
});

test("a limit that takes a held message away does not hide the new one (S3)", () => {
  const tab = new RawTab();
  tab.stream({ max_msgs: 2 });
  tab.consumer();
  const sid = tab.pull({ batch: 9, expires: 1e9 });
  for (const subject of ["s.1", "s.2", "s.3", "s.4"]) tab.publish(subject);
  expect(tab.take(sid).map(({ subject }) => subject)).toEqual(["s.1", "s.2", "s.3", "s.4"]);
  expect(tab.consumerInfo()).toMatchObject({ num_ack_pending: 2, num_pending: 0, ack_floor: { stream_seq: 2 } });
});

test("a full subject gives way to a message that is no bigger than its oldest", () => {
  const tab = new RawTab();
  tab.stream({ discard: "new", max_msgs_per_subject: 2, max_bytes: 60 });
  for (const data of ["1234567", "1234567", "1234567"]) expect(failed(tab.publish("s.a", data))).toBeUndefined();
  expect(failed(tab.publish("s.a", "12345678901"))).toBe(10077);
  expect(failed(tab.publish("s.b", "1234567"))).toBe(10077);
});
