import { expect, test } from "vitest";
import { type Json, RawSim, seqs, status } from "./raw.ts";

function withConsumer(options: Json = {}, streamOptions: Json = {}): RawSim {
  const sim = new RawSim();
  sim.stream(streamOptions);
  sim.consumer(options);
  return sim;
}

const fill = (sim: RawSim, count: number) => {
  for (let i = 1; i <= count; i++) sim.publish(`s.${i}`, `job ${i}`);
};

test("waiting pulls are served in turn (Q1)", () => {
  const sim = withConsumer();
  const pulls = [3, 3, 1].map((batch) => sim.pull({ batch, expires: 1e9 }));
  fill(sim, 7);
  expect(pulls.map((sid) => seqs(sim.take(sid)))).toEqual([[1, 4, 6], [2, 5, 7], [3]]);
  expect(sim.consumerInfo()).toMatchObject({ num_waiting: 0, num_pending: 0, num_ack_pending: 7 });
});

test("a pull that nobody listens to is dropped (Q2)", () => {
  const sim = withConsumer();
  const gone = sim.pull({ batch: 3, expires: 1e9 });
  expect(sim.consumerInfo()).toMatchObject({ num_waiting: 1 });
  sim.client.unsubscribe(gone);
  expect(sim.consumerInfo()).toMatchObject({ num_waiting: 0 });
  fill(sim, 1);
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 1, num_ack_pending: 0 });
});

test("a pull times out with what was left of it (Q3)", async () => {
  const sim = withConsumer();
  const sid = sim.pull({ batch: 3, expires: 1e9, max_bytes: 1000 });
  fill(sim, 1);
  const [first] = sim.take(sid);
  await sim.advance(999);
  expect(sim.take(sid)).toEqual([]);
  await sim.advance(1);
  const [end] = sim.take(sid);
  const size = "s.1".length + (first?.reply.length ?? 0) + "job 1".length;
  const pending = `Nats-Pending-Messages: 2\r\nNats-Pending-Bytes: ${1000 - size}`;
  expect(end?.headers).toBe(`NATS/1.0 408 Request Timeout\r\n${pending}\r\n\r\n`);
});

test("heartbeats come when they are asked for and nothing else comes", async () => {
  const sim = withConsumer();
  const sid = sim.pull({ batch: 3, expires: 1e9, idle_heartbeat: 300e6 });
  await sim.advance(200);
  fill(sim, 1);
  expect(seqs(sim.take(sid))).toEqual([1]);
  await sim.advance(299);
  expect(sim.take(sid)).toEqual([]);
  await sim.advance(1);
  const [heartbeat] = sim.take(sid);
  expect(heartbeat?.headers).toBe(
    "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n",
  );
  await sim.advance(500);
  expect(sim.take(sid).map(status)).toEqual(["NATS/1.0 100 Idle Heartbeat", "NATS/1.0 408 Request Timeout"]);
});

test("only so many pulls wait (Q4)", () => {
  const sim = withConsumer({ max_waiting: 2 });
  const pulls = [1, 2, 3].map(() => sim.pull({ batch: 1, expires: 1e9 }));
  const got = pulls.map((sid) => sim.take(sid).map(({ headers }) => headers));
  expect(got).toEqual([[], [], ["NATS/1.0 409 Exceeded MaxWaiting\r\n\r\n"]]);
});
