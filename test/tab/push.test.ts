import { expect, test } from "vitest";
import { delivery, type Got, type Json, RawTab, seqs } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;
const SECOND_NS = 1e9;

function withStream(options: Json = {}): RawTab {
  const tab = new RawTab();
  tab.stream(options);
  return tab;
}

/** An ephemeral push consumer to the subject `in`. */
const push = (tab: RawTab, config: Json = {}, name = "c") =>
  tab.api(`CONSUMER.CREATE.S.${name}`, {
    stream_name: "S",
    config: { name, ack_policy: "none", deliver_subject: "in", ...config },
  });

/** What has come to `in`, after the millisecond that a delivery may take. */
async function arrived(tab: RawTab, sid: string): Promise<Got[]> {
  await tab.advance(1);
  return tab.take(sid);
}

test("messages go out as soon as somebody listens, and not before (U1)", async () => {
  const tab = withStream();
  tab.publish("s.a", "1");
  expect(push(tab)).not.toHaveProperty("push_bound");
  await tab.advance(1000);
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 1 });
  const sid = tab.client.subscribe("in");
  tab.publish("s.b", "2");
  const got = await arrived(tab, sid);
  expect(got.map(({ subject, data }) => [subject, data])).toEqual([
    ["s.a", "1"],
    ["s.b", "2"],
  ]);
  expect(delivery(got[0] as Got)).toEqual({ count: 1, seq: 1, consumerSeq: 1, pending: 0 });
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 0, push_bound: true });
  tab.client.unsubscribe(sid);
  tab.publish("s.c");
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 1 });
});

test("what there is comes after the answer to its creation", async () => {
  const tab = withStream();
  tab.publish("s.a");
  const sid = tab.client.subscribe("in");
  expect(push(tab)).toMatchObject({ num_pending: 1, push_bound: true });
  expect(seqs(await arrived(tab, sid))).toEqual([1]);
});

test("acknowledgements are awaited, and limit what is out (K2)", async () => {
  const tab = withStream();
  for (const data of ["1", "2", "3"]) tab.publish("s.a", data);
  const sid = tab.client.subscribe("in");
  push(tab, { durable_name: "c", ack_policy: "explicit", ack_wait: SECOND_NS, max_ack_pending: 2 });
  const [first] = await arrived(tab, sid);
  expect(tab.consumerInfo()).toMatchObject({ num_ack_pending: 2, num_pending: 1 });
  expect(tab.ack(first as Got)).toBe(true);
  expect(seqs(await arrived(tab, sid))).toEqual([3]);
  await tab.advance(1000);
  expect((await arrived(tab, sid)).map((again) => [delivery(again).seq, delivery(again).count])).toEqual([
    [2, 2],
    [3, 2],
  ]);
});

test("only the last message of each subject, then all that comes", async () => {
  const tab = withStream();
  for (const subject of ["s.a", "s.b", "s.a", "s.x.y"]) tab.publish(subject);
  const config = { deliver_policy: "last_per_subject", filter_subject: "s.*" };
  expect(push(tab, config)).toMatchObject({ delivered: { stream_seq: 1 }, num_pending: 2 });
  tab.publish("s.b");
  const sid = tab.client.subscribe("in");
  expect(seqs(await arrived(tab, sid))).toEqual([2, 3, 5]);
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 0 });
});

test("a last message that goes before its delivery is not counted on (K5)", () => {
  const tab = withStream();
  tab.publish("s.a");
  tab.publish("s.a");
  tab.publish("s.b");
  push(tab, { deliver_policy: "last_per_subject", filter_subject: "s.*" });
  tab.api("STREAM.MSG.DELETE.S", { seq: 1 });
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 2 });
  tab.api("STREAM.MSG.DELETE.S", { seq: 2 });
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 1 });
});

test("a heartbeat follows each stretch without a message (U2)", async () => {
  const tab = withStream();
  const sid = tab.client.subscribe("in");
  push(tab, { idle_heartbeat: SECOND_NS });
  await tab.advance(500);
  tab.publish("s.a");
  tab.take(sid);
  await tab.advance(999);
  expect(tab.take(sid)).toEqual([]);
  await tab.advance(1);
  const headers = "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n";
  expect(tab.take(sid)).toMatchObject([{ subject: "in", headers }]);
  await tab.advance(2000);
  expect(tab.take(sid)).toHaveLength(2);
});

test("flow control lets a window out, and more with each answer (U3)", async () => {
  const tab = withStream();
  const big = "x".repeat(100_000);
  for (let i = 0; i < 60; i++) tab.publish("s.a", big);
  const sid = tab.client.subscribe("in");
  push(tab, { flow_control: true, idle_heartbeat: SECOND_NS });
  const got = await arrived(tab, sid);
  expect(got.filter(({ subject }) => subject === "s.a")).toHaveLength(21);
  const question = got.find(({ headers }) => headers.startsWith("NATS/1.0 100 FlowControl Request"));
  await tab.advance(1000);
  expect(tab.take(sid)[0]?.headers).toContain(`Nats-Consumer-Stalled: ${question?.reply}`);
  tab.client.publish("$JS.FC.S.c.wrong");
  expect(await arrived(tab, sid)).toEqual([]);
  tab.client.publish(question?.reply ?? "");
  expect((await arrived(tab, sid)).filter(({ subject }) => subject === "s.a").length).toBeGreaterThan(21);
});

test("an ephemeral push consumer ends when nobody has listened for its threshold", async () => {
  const tab = withStream();
  const sid = tab.client.subscribe("in");
  push(tab, { inactive_threshold: SECOND_NS });
  await tab.advance(5000);
  expect(failed(tab.consumerInfo())).toBeUndefined();
  tab.client.unsubscribe(sid);
  await tab.advance(999);
  expect(failed(tab.consumerInfo())).toBeUndefined();
  await tab.advance(1);
  expect(failed(tab.consumerInfo())).toBe(10014);
});
