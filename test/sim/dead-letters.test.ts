import { expect, test } from "vitest";
import { delivery, type Json, RawSim, status } from "./raw.ts";

const ADVISORIES = "$JS.EVENT.ADVISORY.CONSUMER.>";

function queue(options: Json, streamOptions: Json = { retention: "workqueue" }) {
  const sim = new RawSim();
  sim.stream(streamOptions);
  sim.consumer({ ack_wait: 1e9, ...options });
  const advisories = sim.client.subscribe(ADVISORIES);
  sim.publish("s.a");
  const heard = () =>
    sim.take(advisories).map(({ subject, data }) => {
      const { id, timestamp, ...body } = JSON.parse(data) as Record<string, unknown>;
      expect([typeof id, typeof timestamp]).toEqual(["string", "string"]);
      return [subject.slice("$JS.EVENT.ADVISORY.CONSUMER.".length), body];
    });
  return { sim, heard };
}

const about = { stream: "S", consumer: "c" };

test("the advisory for max_deliver is lazy: it takes a pull (K3)", async () => {
  const { sim, heard } = queue({ max_deliver: 2 });
  sim.next();
  await sim.advance(1000);
  sim.next();
  await sim.advance(5000);
  expect(heard()).toEqual([]);
  expect(sim.consumerInfo()).toMatchObject({ num_ack_pending: 1, num_redelivered: 1 });
  const sid = sim.pull({ batch: 1, expires: 100e6 });
  const type = "io.nats.jetstream.advisory.v1.max_deliver";
  expect(heard()).toEqual([["MAX_DELIVERIES.S.c", { type, ...about, stream_seq: 1, deliveries: 2 }]]);
  await sim.advance(100);
  expect(sim.take(sid).map(status)).toEqual(["NATS/1.0 408 Request Timeout"]);
});

test("a dead message stays, neither pending nor held; a late ack or a new consumer gets it (K3)", async () => {
  const { sim } = queue({ max_deliver: 2 });
  const first = sim.next();
  await sim.advance(1000);
  sim.next();
  await sim.advance(1000);
  sim.pull({ batch: 1, no_wait: true });
  const dead = { num_ack_pending: 0, num_pending: 0, num_redelivered: 1 };
  expect(sim.consumerInfo()).toMatchObject(dead);
  expect(sim.state()).toMatchObject({ messages: 1 });
  const config = { durable_name: "c", ack_policy: "explicit", ack_wait: 1e9, max_deliver: 9 };
  sim.api("CONSUMER.CREATE.S.c", { stream_name: "S", config, action: "update" });
  await sim.advance(5000);
  expect(sim.consumerInfo()).toMatchObject(dead);
  sim.api("CONSUMER.DELETE.S.c");
  sim.consumer();
  expect(delivery(sim.next())).toMatchObject({ seq: 1, count: 1 });
  sim.ack(first);
  expect(sim.state()).toMatchObject({ messages: 0 });
});

test("with max_deliver 1 the advisory comes when ack_wait passes", async () => {
  const { sim, heard } = queue({ max_deliver: 1 });
  const message = sim.next();
  await sim.advance(999);
  expect(heard()).toEqual([]);
  await sim.advance(1);
  expect(heard().map(([subject]) => subject)).toEqual(["MAX_DELIVERIES.S.c"]);
  expect(sim.consumerInfo()).toMatchObject({ num_ack_pending: 0, num_redelivered: 0 });
  expect(sim.ack(message, "-NAK")).toBe(true);
  expect(sim.take(sim.pull({ batch: 1, no_wait: true })).map(status)).toEqual(["NATS/1.0 404 No Messages"]);
});

test("a deleted dead message is forgotten", async () => {
  const { sim } = queue({ max_deliver: 1 });
  sim.next();
  await sim.advance(1000);
  sim.api("STREAM.MSG.DELETE.S", { seq: 1 });
  expect(sim.consumerInfo()).toMatchObject({ num_redelivered: 0 });
});

test("a purge ends what is held", () => {
  const { sim } = queue({});
  for (const subject of ["s.b", "s.a", "s.b"]) sim.publish(subject);
  sim.take(sim.pull({ batch: 3, no_wait: true }));
  sim.api("STREAM.PURGE.S", { filter: "s.a" });
  expect(sim.consumerInfo()).toMatchObject({ num_ack_pending: 1, num_pending: 1, ack_floor: { stream_seq: 1 } });
  sim.api("STREAM.PURGE.S");
  expect(sim.consumerInfo()).toMatchObject({ num_ack_pending: 0, num_pending: 0, ack_floor: { stream_seq: 4 } });
});

test("a purge forgets what was queued for redelivery, until ack_wait passes once more", async () => {
  const { sim } = queue({});
  sim.ack(sim.next(), "-NAK");
  sim.api("STREAM.PURGE.S", { filter: "s.*", keep: 2 });
  const sid = sim.pull({ batch: 2 });
  expect(sim.take(sid)).toEqual([]);
  await sim.advance(1000);
  expect(sim.take(sid)).toHaveLength(1);
});
