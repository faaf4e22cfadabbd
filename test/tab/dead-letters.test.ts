import { expect, test } from "vitest";
import { delivery, type Json, RawTab, status } from "./raw.ts";

const ADVISORIES = "$JS.EVENT.ADVISORY.CONSUMER.>";

function queue(options: Json, streamOptions: Json = { retention: "workqueue" }) {
  const tab = new RawTab();
  tab.stream(streamOptions);
  tab.consumer({ ack_wait: 1e9, ...options });
  const advisories = tab.client.subscribe(ADVISORIES);
  tab.publish("s.a");
  const heard = () =>
    tab.take(advisories).map(({ subject, data }) => {
      const { id, timestamp, ...body } = JSON.parse(data) as Record<string, unknown>;
      expect([typeof id, typeof timestamp]).toEqual(["string", "string"]);
      return [subject.slice("$JS.EVENT.ADVISORY.CONSUMER.".length), body];
    });
  return { tab, heard };
}

const about = { stream: "S", consumer: "c" };

test("the advisory for max_deliver is lazy: it takes a pull (K3)", async () => {
  const { tab, heard } = queue({ max_deliver: 2 });
  tab.next();
  await tab.advance(1000);
  tab.next();
  await tab.advance(5000);
  expect(heard()).toEqual([]);
  expect(tab.consumerInfo()).toMatchObject({ num_ack_pending: 1, num_redelivered: 1 });
  const sid = tab.pull({ batch: 1, expires: 100e6 });
  const type = "io.nats.jetstream.advisory.v1.max_deliver";
  expect(heard()).toEqual([["MAX_DELIVERIES.S.c", { type, ...about, stream_seq: 1, deliveries: 2 }]]);
  await tab.advance(100);
  expect(tab.take(sid).map(status)).toEqual(["NATS/1.0 408 Request Timeout"]);
});

test("a dead message stays, neither pending nor held; a late ack or a new consumer gets it (K3)", async () => {
  const { tab } = queue({ max_deliver: 2 });
  const first = tab.next();
  await tab.advance(1000);
  tab.next();
  await tab.advance(1000);
  tab.pull({ batch: 1, no_wait: true });
  const dead = { num_ack_pending: 0, num_pending: 0, num_redelivered: 1 };
  expect(tab.consumerInfo()).toMatchObject(dead);
  expect(tab.state()).toMatchObject({ messages: 1 });
  const config = { durable_name: "c", ack_policy: "explicit", ack_wait: 1e9, max_deliver: 9 };
  tab.api("CONSUMER.CREATE.S.c", { stream_name: "S", config, action: "update" });
  await tab.advance(5000);
  expect(tab.consumerInfo()).toMatchObject(dead);
  tab.api("CONSUMER.DELETE.S.c");
  tab.consumer();
  expect(delivery(tab.next())).toMatchObject({ seq: 1, count: 1 });
  tab.ack(first);
  expect(tab.state()).toMatchObject({ messages: 0 });
});

test("with max_deliver 1 the advisory comes when ack_wait passes", async () => {
  const { tab, heard } = queue({ max_deliver: 1 });
  const message = tab.next();
  await tab.advance(999);
  expect(heard()).toEqual([]);
  await tab.advance(1);
  expect(heard().map(([subject]) => subject)).toEqual(["MAX_DELIVERIES.S.c"]);
  expect(tab.consumerInfo()).toMatchObject({ num_ack_pending: 0, num_redelivered: 0 });
  expect(tab.ack(message, "-NAK")).toBe(true);
  expect(tab.take(tab.pull({ batch: 1, no_wait: true })).map(status)).toEqual(["NATS/1.0 404 No Messages"]);
});

test("a deleted dead message is forgotten", async () => {
  const { tab } = queue({ max_deliver: 1 });
  tab.next();
  await tab.advance(1000);
  tab.api("STREAM.MSG.DELETE.S", { seq: 1 });
  expect(tab.consumerInfo()).toMatchObject({ num_redelivered: 0 });
});

test("a purge ends what is held", () => {
  const { tab } = queue({});
  for (const subject of ["s.b", "s.a", "s.b"]) tab.publish(subject);
  tab.take(tab.pull({ batch: 3, no_wait: true }));
  tab.api("STREAM.PURGE.S", { filter: "s.a" });
  expect(tab.consumerInfo()).toMatchObject({ num_ack_pending: 1, num_pending: 1, ack_floor: { stream_seq: 1 } });
  tab.api("STREAM.PURGE.S");
  expect(tab.consumerInfo()).toMatchObject({ num_ack_pending: 0, num_pending: 0, ack_floor: { stream_seq: 4 } });
});

test("a purge forgets what was queued for redelivery, until ack_wait passes once more", async () => {
  const { tab } = queue({});
  tab.ack(tab.next(), "-NAK");
  tab.api("STREAM.PURGE.S", { filter: "s.*", keep: 2 });
  const sid = tab.pull({ batch: 2 });
  expect(tab.take(sid)).toEqual([]);
  await tab.advance(1000);
  expect(tab.take(sid)).toHaveLength(1);
});
