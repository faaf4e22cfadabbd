import { expect, test } from "vitest";
import { type Json, RawTab } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;

test("every message gets the next sequence (S1)", () => {
  const tab = new RawTab();
  tab.stream();
  expect(tab.publish("s.a")).toEqual({ stream: "S", seq: 1 });
  expect(tab.publish("s.b")).toEqual({ stream: "S", seq: 2 });
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
