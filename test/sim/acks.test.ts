import { expect, test } from "vitest";
import { delivery, type Got, type Json, RawClient, RawSim, seqs } from "./raw.ts";

function queue(options: Json = {}, streamOptions: Json = { retention: "workqueue" }): RawSim {
  const sim = new RawSim();
  sim.stream(streamOptions);
  sim.consumer({ ack_wait: 1e9, ...options });
  return sim;
}

const fill = (sim: RawSim, count: number) => {
  for (let i = 1; i <= count; i++) sim.publish(`s.${i}`);
};

const all = (sim: RawSim, batch: number): Got[] => sim.take(sim.pull({ batch, no_wait: true }));

/** What is redelivered to one waiting pull, with the virtual ms at which it came. */
async function timeline(sim: RawSim, forMs: number, answer: (message: Got) => void = () => undefined) {
  const sid = sim.pull({ batch: 100 });
  const seen: [ms: number, seq: number, count: number][] = [];
  for (let ms = 0; ms <= forMs; ms++) {
    for (const message of sim.take(sid)) {
      if (message.reply === "") continue;
      const { seq, count } = delivery(message);
      seen.push([ms, seq, count]);
      answer(message);
    }
    await sim.advance(1);
  }
  return seen;
}

test("the floor rises over what is done, in whatever order it was done (C5)", () => {
  const sim = queue();
  fill(sim, 5);
  const messages = all(sim, 5);
  const floors = [2, 1, 4, 5, 3].map((seq) => {
    sim.ack(messages[seq - 1] ?? expect.unreachable());
    const { ack_floor: floor, num_ack_pending: pending } = sim.consumerInfo();
    return [(floor as { stream_seq: number }).stream_seq, pending];
  });
  expect(floors).toEqual([
    [0, 4],
    [2, 3],
    [2, 2],
    [2, 1],
    [5, 0],
  ]);
});

test("ack_wait runs from the delivery, exactly (K4)", async () => {
  const sim = queue();
  fill(sim, 1);
  expect(await timeline(sim, 2500)).toEqual([
    [0, 1, 1],
    [1000, 1, 2],
    [2000, 1, 3],
  ]);
});

test("working extends the lease from now", async () => {
  const sim = queue();
  fill(sim, 1);
  const message = sim.next();
  await sim.advance(900);
  sim.ack(message, "+WPI");
  expect(await timeline(sim, 1500)).toEqual([[1000, 1, 2]]);
});

test("a nak comes back at once, a delayed one exactly then", async () => {
  const sim = queue();
  fill(sim, 1);
  const bodies = ["-NAK", '-NAK {"delay": 250000000}', "-NAK 50ms", "-NAK nonsense", "+ACK"];
  const seen = await timeline(sim, 1000, (message) => sim.ack(message, bodies.shift()));
  expect(seen).toEqual([
    [0, 1, 1],
    [1, 1, 2],
    [251, 1, 3],
    [301, 1, 4],
    [302, 1, 5],
  ]);
});

test("a backoff list says how long each delivery may take; a plain nak ignores it", async () => {
  const sim = queue({ backoff: [100e6, 300e6, 500e6] });
  fill(sim, 1);
  expect(await timeline(sim, 1600)).toEqual([
    [0, 1, 1],
    [100, 1, 2],
    [400, 1, 3],
    [900, 1, 4],
    [1400, 1, 5],
  ]);
  const other = queue({ backoff: [100e6, 300e6, 500e6] });
  fill(other, 1);
  const seen = await timeline(other, 5, (message) => other.ack(message, "-NAK"));
  expect(seen.length).toBeGreaterThan(3);
});

test("backoff and a delayed nak do not add up to what one expects", async () => {
  const sim = queue({ backoff: [200e6, 500e6, 800e6] });
  fill(sim, 1);
  const seen = await timeline(sim, 2000, (message) => sim.ack(message, '-NAK {"delay": 100000000}'));
  expect(seen).toEqual([
    [0, 1, 1],
    [100, 1, 2],
    [500, 1, 3],
    [1200, 1, 4],
    [1900, 1, 5],
  ]);
});

test("order: expired ones by sequence and before new ones, naks in nak order, delayed ones last (K1, C2)", async () => {
  const sim = queue({ ack_wait: 300e6 });
  fill(sim, 5);
  const messages = all(sim, 4);
  const nak = (seq: number, body: string) => sim.ack(messages[seq - 1] ?? expect.unreachable(), body);
  nak(3, "-NAK");
  nak(1, "-NAK");
  nak(4, '-NAK {"delay": 50000000}');
  expect(seqs(all(sim, 3).slice(0, 3))).toEqual([3, 1, 5]);
  await sim.advance(50);
  expect(seqs(all(sim, 3).slice(0, 1))).toEqual([4]);
  await sim.advance(400);
  sim.publish("s.6");
  expect(seqs(all(sim, 9).slice(0, 6))).toEqual([1, 2, 3, 5, 4, 6]);
});

test("no fencing: a stale ack deletes, a stale nak redelivers, a stale working extends (C4)", async () => {
  const sim = queue();
  fill(sim, 2);
  const stale = sim.next();
  await sim.advance(1000);
  const fresh = sim.next();
  expect([stale, fresh].map((message) => delivery(message).seq)).toEqual([1, 1]);
  await sim.advance(800);
  sim.ack(stale, "+WPI");
  await sim.advance(800);
  expect(sim.consumerInfo()).toMatchObject({ num_ack_pending: 1 });
  sim.ack(stale, "-NAK");
  expect(delivery(sim.next())).toMatchObject({ seq: 1, count: 3 });
  expect(sim.ack(stale)).toBe(true);
  expect(sim.state()).toMatchObject({ messages: 1, first_seq: 2 });
  expect(sim.ack(fresh)).toBe(true);
});

test("a stale term deletes too", async () => {
  const sim = queue();
  fill(sim, 1);
  const stale = sim.next();
  await sim.advance(1000);
  sim.next();
  sim.ack(stale, "+TERM");
  expect(sim.state()).toMatchObject({ messages: 0 });
});

test("num_redelivered is a gauge (C3)", async () => {
  const sim = queue();
  fill(sim, 1);
  sim.next();
  await sim.advance(1000);
  const message = sim.next();
  expect(sim.consumerInfo()).toMatchObject({ num_redelivered: 1 });
  sim.ack(message);
  expect(sim.consumerInfo()).toMatchObject({ num_redelivered: 0 });
});

test("leases outlive the client that holds them", async () => {
  const sim = queue();
  fill(sim, 1);
  sim.next();
  sim.client.leave();
  const other = new RawClient(sim.server);
  other.subscribe("in");
  other.publish("$JS.API.CONSUMER.MSG.NEXT.S.c", "", { reply: "in" });
  await sim.advance(999);
  expect(other.messages).toEqual([]);
  await sim.advance(1);
  expect(other.messages.map((message) => delivery(message).count)).toEqual([2]);
});

test("next takes its place in the queue before its acknowledgement makes room", () => {
  const sim = queue({ max_ack_pending: 1 });
  fill(sim, 3);
  const first = sim.next();
  const waiting = sim.pull({ batch: 2, expires: 1e9 });
  const inbox = sim.client.subscribe("nxt");
  sim.client.publish(first.reply, "+NXT", { reply: "nxt" });
  const [second] = sim.take(waiting);
  sim.ack(second ?? expect.unreachable());
  expect([seqs([second ?? expect.unreachable()]), seqs(sim.take(inbox))]).toEqual([[2], [3]]);
});
