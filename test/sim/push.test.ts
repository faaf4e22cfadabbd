import { expect, test } from "vitest";
import { delivery, type Got, type Json, RawSim, seqs } from "./raw.ts";

const failed = (answer: Json) => (answer["error"] as { err_code: number } | undefined)?.err_code;
const SECOND_NS = 1e9;

function withStream(options: Json = {}): RawSim {
  const sim = new RawSim();
  sim.stream(options);
  return sim;
}

/** An ephemeral push consumer to the subject `in`. */
const push = (sim: RawSim, config: Json = {}, name = "c") =>
  sim.api(`CONSUMER.CREATE.S.${name}`, {
    stream_name: "S",
    config: { name, ack_policy: "none", deliver_subject: "in", ...config },
  });

/** What has come to `in`, after the millisecond that a delivery may take. */
async function arrived(sim: RawSim, sid: string): Promise<Got[]> {
  await sim.advance(1);
  return sim.take(sid);
}

test("messages go out as soon as somebody listens, and not before (U1)", async () => {
  const sim = withStream();
  sim.publish("s.a", "1");
  expect(push(sim)).not.toHaveProperty("push_bound");
  await sim.advance(1000);
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 1 });
  const sid = sim.client.subscribe("in");
  sim.publish("s.b", "2");
  const got = await arrived(sim, sid);
  expect(got.map(({ subject, data }) => [subject, data])).toEqual([
    ["s.a", "1"],
    ["s.b", "2"],
  ]);
  expect(delivery(got[0] as Got)).toEqual({ count: 1, seq: 1, consumerSeq: 1, pending: 0 });
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 0, push_bound: true });
  sim.client.unsubscribe(sid);
  sim.publish("s.c");
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 1 });
});

test("what there is comes after the answer to its creation", async () => {
  const sim = withStream();
  sim.publish("s.a");
  const sid = sim.client.subscribe("in");
  expect(push(sim)).toMatchObject({ num_pending: 1, push_bound: true });
  expect(seqs(await arrived(sim, sid))).toEqual([1]);
});

test("acknowledgements are awaited, and limit what is out (K2)", async () => {
  const sim = withStream();
  for (const data of ["1", "2", "3"]) sim.publish("s.a", data);
  const sid = sim.client.subscribe("in");
  push(sim, { durable_name: "c", ack_policy: "explicit", ack_wait: SECOND_NS, max_ack_pending: 2 });
  const [first] = await arrived(sim, sid);
  expect(sim.consumerInfo()).toMatchObject({ num_ack_pending: 2, num_pending: 1 });
  expect(sim.ack(first as Got)).toBe(true);
  expect(seqs(await arrived(sim, sid))).toEqual([3]);
  await sim.advance(1000);
  expect((await arrived(sim, sid)).map((again) => [delivery(again).seq, delivery(again).count])).toEqual([
    [2, 2],
    [3, 2],
  ]);
});

test("only the last message of each subject, then all that comes", async () => {
  const sim = withStream();
  for (const subject of ["s.a", "s.b", "s.a", "s.x.y"]) sim.publish(subject);
  const config = { deliver_policy: "last_per_subject", filter_subject: "s.*" };
  expect(push(sim, config)).toMatchObject({ delivered: { stream_seq: 1 }, num_pending: 2 });
  sim.publish("s.b");
  const sid = sim.client.subscribe("in");
  expect(seqs(await arrived(sim, sid))).toEqual([2, 3, 5]);
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 0 });
});

test("a last message that goes before its delivery is not counted on (K5)", () => {
  const sim = withStream();
  sim.publish("s.a");
  sim.publish("s.a");
  sim.publish("s.b");
  push(sim, { deliver_policy: "last_per_subject", filter_subject: "s.*" });
  sim.api("STREAM.MSG.DELETE.S", { seq: 1 });
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 2 });
  sim.api("STREAM.MSG.DELETE.S", { seq: 2 });
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 1 });
});

test("a heartbeat follows each stretch without a message (U2)", async () => {
  const sim = withStream();
  const sid = sim.client.subscribe("in");
  push(sim, { idle_heartbeat: SECOND_NS });
  await sim.advance(500);
  sim.publish("s.a");
  sim.take(sid);
  await sim.advance(999);
  expect(sim.take(sid)).toEqual([]);
  await sim.advance(1);
  const headers = "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n";
  expect(sim.take(sid)).toMatchObject([{ subject: "in", headers }]);
  await sim.advance(2000);
  expect(sim.take(sid)).toHaveLength(2);
});

test("flow control lets a window out, and more with each answer (U3)", async () => {
  const sim = withStream();
  const big = "x".repeat(100_000);
  for (let i = 0; i < 60; i++) sim.publish("s.a", big);
  const sid = sim.client.subscribe("in");
  push(sim, { flow_control: true, idle_heartbeat: SECOND_NS });
  const got = await arrived(sim, sid);
  expect(got.filter(({ subject }) => subject === "s.a")).toHaveLength(21);
  const question = got.find(({ headers }) => headers.startsWith("NATS/1.0 100 FlowControl Request"));
  await sim.advance(1000);
  expect(sim.take(sid)[0]?.headers).toContain(`Nats-Consumer-Stalled: ${question?.reply}`);
  sim.client.publish("$JS.FC.S.c.wrong");
  expect(await arrived(sim, sid)).toEqual([]);
  sim.client.publish(question?.reply ?? "");
  expect((await arrived(sim, sid)).filter(({ subject }) => subject === "s.a").length).toBeGreaterThan(21);
});

test("an ephemeral push consumer ends when nobody has listened for its threshold", async () => {
  const sim = withStream();
  const sid = sim.client.subscribe("in");
  push(sim, { inactive_threshold: SECOND_NS });
  await sim.advance(5000);
  expect(failed(sim.consumerInfo())).toBeUndefined();
  sim.client.unsubscribe(sid);
  await sim.advance(999);
  expect(failed(sim.consumerInfo())).toBeUndefined();
  await sim.advance(1);
  expect(failed(sim.consumerInfo())).toBe(10014);
});
