import { expect, test } from "vitest";
import { type Json, RawTab, seqs, status } from "./raw.ts";

function withConsumer(options: Json = {}, streamOptions: Json = {}): RawTab {
  const tab = new RawTab();
  tab.stream(streamOptions);
  tab.consumer(options);
  return tab;
}

const fill = (tab: RawTab, count: number) => {
  for (let i = 1; i <= count; i++) tab.publish(`s.${i}`, `job ${i}`);
};

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

test("only so many pulls wait (Q4)", () => {
  const tab = withConsumer({ max_waiting: 2 });
  const pulls = [1, 2, 3].map(() => tab.pull({ batch: 1, expires: 1e9 }));
  const got = pulls.map((sid) => tab.take(sid).map(({ headers }) => headers));
  expect(got).toEqual([[], [], ["NATS/1.0 409 Exceeded MaxWaiting\r\n\r\n"]]);
});
