import { expect, test } from "vitest";
import { type Json, RawSim } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;

test("every message gets the next sequence (S1)", () => {
  const sim = new RawSim();
  sim.stream();
  expect(sim.publish("s.a")).toEqual({ stream: "S", seq: 1 });
  expect(sim.publish("s.b")).toEqual({ stream: "S", seq: 2 });
});

test("old messages go when their age is reached", async () => {
  const sim = new RawSim();
  sim.stream({ max_age: 1e9 });
  sim.publish("s.a");
  await sim.advance(400);
  sim.publish("s.b");
  await sim.advance(600);
  expect(sim.state()).toMatchObject({ messages: 1, first_seq: 2 });
  await sim.advance(400);
  expect(sim.state()).toMatchObject({ messages: 0, first_seq: 3, last_seq: 2 });
});

test("under the interest policy a message stays until all who want it have it (S4)", () => {
  const sim = new RawSim();
  sim.stream({ retention: "interest" });
  expect(sim.publish("s.early")).toMatchObject({ seq: 1 });
  expect(sim.state()).toMatchObject({ messages: 0, first_seq: 2, last_seq: 1 });
  sim.consumer({ filter_subject: "s.a" }, "a");
  sim.consumer({}, "all");
  sim.publish("s.a");
  sim.publish("s.b");
  sim.ack(sim.next("all"));
  expect(sim.state()).toMatchObject({ messages: 2 });
  sim.ack(sim.next("all"));
  expect(sim.state()).toMatchObject({ messages: 1 });
  sim.ack(sim.next("a"));
  expect(sim.state()).toMatchObject({ messages: 0 });
  sim.publish("s.b");
  sim.api("CONSUMER.DELETE.S.all");
  expect(sim.state()).toMatchObject({ messages: 0 });
});

test("a limit that takes a held message away does not hide the new one (S3)", () => {
  const sim = new RawSim();
  sim.stream({ max_msgs: 2 });
  sim.consumer();
  const sid = sim.pull({ batch: 9, expires: 1e9 });
  for (const subject of ["s.1", "s.2", "s.3", "s.4"]) sim.publish(subject);
  expect(sim.take(sid).map(({ subject }) => subject)).toEqual(["s.1", "s.2", "s.3", "s.4"]);
  expect(sim.consumerInfo()).toMatchObject({ num_ack_pending: 2, num_pending: 0, ack_floor: { stream_seq: 2 } });
});

test("a full subject gives way to a message that is no bigger than its oldest", () => {
  const sim = new RawSim();
  sim.stream({ discard: "new", max_msgs_per_subject: 2, max_bytes: 60 });
  for (const data of ["1234567", "1234567", "1234567"]) expect(failed(sim.publish("s.a", data))).toBeUndefined();
  expect(failed(sim.publish("s.a", "12345678901"))).toBe(10077);
  expect(failed(sim.publish("s.b", "1234567"))).toBe(10077);
});
