import { expect, test } from "vitest";
import { delivery, type Json, RawTab, seqs, status } from "./raw.ts";

function withConsumer(options: Json = {}, streamOptions: Json = {}): RawTab {
  const tab = new RawTab();
  tab.stream(streamOptions);
  tab.consumer(options);
  return tab;
}

const fill = (tab: RawTab, count: number) => {
  for (let i = 1; i <= count; i++) tab.publish(`s.${i}`, `job ${i}`);
};

test("a delivery shows the original subject and says all about itself in its reply", () => {
  const tab = withConsumer();
  fill(tab, 2);
  const [message] = tab.take(tab.pull());
  expect(message).toMatchObject({
    subject: "s.1",
    data: "job 1",
    headers: "",
    reply: "$JS.ACK.S.c.1.1.1.1767225600000000000.1",
  });
});

test("headers come along, or come alone with the size", () => {
  const tab = withConsumer();
  tab.consumer({ headers_only: true }, "h");
  tab.publish("s.a", "hello", "A: b");
  tab.publish("s.b", "yo");
  expect(tab.next()).toMatchObject({ headers: "NATS/1.0\r\nA: b\r\n\r\n", data: "hello" });
  expect(tab.next("h")).toMatchObject({ headers: "NATS/1.0\r\nA: b\r\nNats-Msg-Size: 5\r\n\r\n", data: "" });
  expect(tab.next("h")).toMatchObject({ headers: "NATS/1.0\r\nNats-Msg-Size: 2\r\n\r\n", data: "" });
});

test.each(["", "1", "{}", "[]", "nonsense"])("the body %j asks for one message", (body) => {
  const tab = withConsumer();
  fill(tab, 2);
  expect(seqs(tab.take(tab.pull(body === "{}" ? '{"batch":1}' : body)))).toEqual([1]);
});

test("waiting pulls are served in turn (Q1)", () => {
  const tab = withConsumer();
  const pulls = [3, 3, 1].map((batch) => tab.pull({ batch, expires: 1e9 }));
  fill(tab, 7);
  expect(pulls.map((sid) => seqs(tab.take(sid)))).toEqual([[1, 4, 6], [2, 5, 7], [3]]);
  expect(tab.consumerInfo()).toMatchObject({ num_waiting: 0, num_pending: 0, num_ack_pending: 7 });
});

test("a pull that nobody listens to is dropped (Q2)", () => {
  const tab = withConsumer();
  const gone = tab.pull({ batch: 3, expires: 1e9 });
  expect(tab.consumerInfo()).toMatchObject({ num_waiting: 1 });
  tab.client.unsubscribe(gone);
  expect(tab.consumerInfo()).toMatchObject({ num_waiting: 0 });
  fill(tab, 1);
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 1, num_ack_pending: 0 });
});

test("a pull times out with what was left of it (Q3)", async () => {
  const tab = withConsumer();
  const sid = tab.pull({ batch: 3, expires: 1e9, max_bytes: 1000 });
  fill(tab, 1);
  const [first] = tab.take(sid);
  await tab.advance(999);
  expect(tab.take(sid)).toEqual([]);
  await tab.advance(1);
  const [end] = tab.take(sid);
  const size = "s.1".length + (first?.reply.length ?? 0) + "job 1".length;
  const pending = `Nats-Pending-Messages: 2\r\nNats-Pending-Bytes: ${1000 - size}`;
  expect(end?.headers).toBe(`NATS/1.0 408 Request Timeout\r\n${pending}\r\n\r\n`);
});

test("heartbeats come when they are asked for and nothing else comes", async () => {
  const tab = withConsumer();
  const sid = tab.pull({ batch: 3, expires: 1e9, idle_heartbeat: 300e6 });
  await tab.advance(200);
  fill(tab, 1);
  expect(seqs(tab.take(sid))).toEqual([1]);
  await tab.advance(299);
  expect(tab.take(sid)).toEqual([]);
  await tab.advance(1);
  const [heartbeat] = tab.take(sid);
  expect(heartbeat?.headers).toBe(
    "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n",
  );
  await tab.advance(500);
  expect(tab.take(sid).map(status)).toEqual(["NATS/1.0 100 Idle Heartbeat", "NATS/1.0 408 Request Timeout"]);
});

test("no-wait takes what is there and ends", async () => {
  const tab = withConsumer();
  expect(tab.take(tab.pull({ batch: 1, no_wait: true })).map(status)).toEqual(["NATS/1.0 404 No Messages"]);
  fill(tab, 2);
  const some = tab.take(tab.pull({ batch: 5, no_wait: true }));
  expect(seqs(some.slice(0, 2))).toEqual([1, 2]);
  expect(some[2]?.headers).toBe("NATS/1.0 404 No Messages\r\n\r\n");
  const patient = tab.pull({ batch: 2, no_wait: true, expires: 100e6 });
  expect(tab.take(patient)).toEqual([]);
  await tab.advance(100);
  expect(tab.take(patient).map(status)).toEqual(["NATS/1.0 408 Request Timeout"]);
});

test("max_bytes ends a pull before the message that does not fit", () => {
  const tab = withConsumer();
  tab.publish("s.a", "x".repeat(100));
  const [end] = tab.take(tab.pull({ batch: 2, max_bytes: 50 }));
  expect(end?.headers).toBe(
    "NATS/1.0 409 Message Size Exceeds MaxBytes\r\nNats-Pending-Messages: 2\r\nNats-Pending-Bytes: 50\r\n\r\n",
  );
  expect(delivery(tab.next())).toMatchObject({ count: 1, consumerSeq: 1 });
});

test("a pull that is filled with bytes to spare is told so", () => {
  const tab = withConsumer();
  fill(tab, 1);
  const got = tab.take(tab.pull({ batch: 1, max_bytes: 1000 }));
  expect(got.map(status)).toEqual(["", "NATS/1.0 409 Batch Completed"]);
});

test.each<[Json | string, string]>([
  [{ batch: 5 }, "409 Exceeded MaxRequestBatch of 2"],
  [{ batch: 1, expires: 2e9 }, "409 Exceeded MaxRequestExpires of 1s"],
  [{ batch: 1, max_bytes: 200 }, "409 Exceeded MaxRequestMaxBytes of 100"],
  [{ batch: 1, expires: 5e8, idle_heartbeat: 4e8 }, "400 Bad Request - heartbeat value too large"],
  [{ batch: 1, idle_heartbeat: 4e8 }, "400 Bad Request - heartbeat value too large"],
  ["{x", "400 Bad Request - invalid JSON"],
  [{ batch: "x" }, "400 Bad Request - json: cannot unmarshal string into Go struct field .batch of type int"],
  [{ batch: 1, min_pending: 4 }, "400 Bad Request - the in-tab server does not support min_pending"],
])("%j is refused: %s", (body, expected) => {
  const tab = withConsumer({ max_batch: 2, max_expires: 1e9, max_bytes: 100 });
  expect(tab.take(tab.pull(body)).map(({ headers }) => headers)).toEqual([`NATS/1.0 ${expected}\r\n\r\n`]);
});

test("only so many pulls wait (Q4)", () => {
  const tab = withConsumer({ max_waiting: 2 });
  const pulls = [1, 2, 3].map(() => tab.pull({ batch: 1, expires: 1e9 }));
  const got = pulls.map((sid) => tab.take(sid).map(({ headers }) => headers));
  expect(got).toEqual([[], [], ["NATS/1.0 409 Exceeded MaxWaiting\r\n\r\n"]]);
});

test("max_ack_pending stops new messages and not redeliveries (K2)", () => {
  const tab = withConsumer({ max_ack_pending: 2 });
  fill(tab, 4);
  const sid = tab.pull({ batch: 9, expires: 1e9 });
  const [first, second] = tab.take(sid);
  expect(tab.consumerInfo()).toMatchObject({ num_ack_pending: 2, num_pending: 2 });
  tab.ack(second ?? expect.unreachable(), "-NAK");
  expect(seqs(tab.take(sid))).toEqual([2]);
  tab.ack(first ?? expect.unreachable());
  expect(seqs(tab.take(sid))).toEqual([3]);
});

test("a deleted consumer ends its pulls", () => {
  const tab = withConsumer();
  const sid = tab.pull({ batch: 3, expires: 1e9, max_bytes: 100 });
  tab.api("CONSUMER.DELETE.S.c");
  expect(tab.take(sid).map(({ headers }) => headers)).toEqual(["NATS/1.0 409 Consumer Deleted\r\n\r\n"]);
});

test("a consumer looks only at what concerns it", () => {
  const tab = withConsumer({ filter_subjects: ["s.2", "s.4"] });
  fill(tab, 5);
  expect(tab.next()).toMatchObject({ subject: "s.2" });
  expect(tab.consumerInfo()).toMatchObject({ delivered: { consumer_seq: 1, stream_seq: 2 }, num_pending: 1 });
  expect(tab.next()).toMatchObject({ subject: "s.4" });
});
