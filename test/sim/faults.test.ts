import { expect, test } from "vitest";
import { TAB_FAULTS, type SimFault } from "../../engine/sim/faults.ts";
import { delivery, EPOCH_MS, type Json, RawSim, seqs } from "./raw.ts";

const WINDOW_MS = 1000;

/** For each planted fault a small experiment whose outcome differs from the sound server's. */
const EXPERIMENTS: { readonly [name in SimFault]: (sim: RawSim) => Promise<unknown> } = {
  "loses-an-ack": async (sim) => {
    for (let i = 0; i < 6; i++) sim.publish("s.a");
    for (let i = 0; i < 6; i++) expect(sim.ack(sim.next())).toBe(true);
    return sim.state()["messages"];
  },
  "delivers-twice": async (sim) => {
    const pulls = [sim.pull({ batch: 1 }), sim.pull({ batch: 1 })];
    sim.publish("s.a");
    return pulls.map((sid) => sim.take(sid).length);
  },
  "forgets-redelivery": async (sim) => {
    sim.publish("s.a");
    sim.next();
    const sid = sim.pull({ batch: 1 });
    await sim.advance(5000);
    return sim.take(sid).length;
  },
  "wrong-order-after-expiry": async (sim) => {
    for (let i = 0; i < 3; i++) sim.publish("s.a");
    sim.pull({ batch: 3, no_wait: true });
    await sim.advance(2000);
    return seqs(sim.take(sim.pull({ batch: 3 })));
  },
  "ignores-max-deliver": async (sim) => {
    changeConsumer(sim, { max_deliver: 2 });
    sim.publish("s.a");
    const sid = sim.pull({ batch: 9 });
    await sim.advance(5000);
    return sim.take(sid).length;
  },
  "dedup-window-off-by-one": async (sim) => {
    sim.publish("s.a", "x", "Nats-Msg-Id: k");
    await sim.advance(WINDOW_MS - 1);
    sim.publish("s.a", "x", "Nats-Msg-Id: k");
    return sim.state()["last_seq"];
  },
  "refuses-stale-ack": async (sim) => {
    sim.publish("s.a");
    const first = sim.next();
    await sim.advance(2000);
    sim.next();
    sim.ack(first);
    return sim.state()["messages"];
  },
  "ignores-max-ack-pending": async (sim) => {
    changeConsumer(sim, { max_ack_pending: 1 });
    for (let i = 0; i < 3; i++) sim.publish("s.a");
    return sim.take(sim.pull({ batch: 3 })).length;
  },
  "wrong-delivery-count": async (sim) => {
    sim.publish("s.a");
    sim.ack(sim.next(), "-NAK");
    return delivery(sim.next()).count;
  },
  "ignores-nak-delay": async (sim) => {
    sim.publish("s.a");
    sim.ack(sim.next(), '-NAK {"delay": 500000000}');
    return sim.take(sim.pull({ batch: 1 })).length;
  },
  "keeps-after-ack": async (sim) => {
    sim.publish("s.a");
    sim.ack(sim.next());
    return sim.state()["messages"];
  },
  "ignores-pauses": async (sim) => {
    sim.api("CONSUMER.PAUSE.S.c", { pause_until: "2999-01-01T00:00:00Z" });
    sim.publish("s.a");
    return sim.take(sim.pull({ batch: 1 })).length;
  },
  "starts-one-late": async (sim) => {
    makeAnew(sim, {});
    for (let i = 0; i < 3; i++) sim.publish("s.a");
    sim.consumer({ deliver_policy: "by_start_sequence", opt_start_seq: 2 }, "r");
    return delivery(sim.next("r")).seq;
  },
  "drops-old-for-new": async (sim) => {
    makeAnew(sim, { max_msgs: 1, discard: "new" });
    for (let i = 0; i < 2; i++) sim.publish("s.a");
    return sim.state()["last_seq"];
  },
  "ignores-ttl": async (sim) => {
    makeAnew(sim, { allow_msg_ttl: true });
    sim.publish("s.a", "x", "Nats-TTL: 1s");
    await sim.advance(1500);
    return sim.state()["messages"];
  },
  "fires-twice": async (sim) => {
    makeAnew(sim, { allow_msg_schedules: true });
    const at = new Date(EPOCH_MS + 1000).toISOString();
    sim.publish("s.b", "x", `Nats-Schedule: @at ${at}\r\nNats-Schedule-Target: s.a`);
    await sim.advance(2000);
    return sim.state()["last_seq"];
  },
  "ignores-expectations": async (sim) => {
    sim.publish("s.a", "x", "Nats-Expected-Last-Sequence: 7");
    return sim.state()["last_seq"];
  },
  "commits-half-a-batch": async (sim) => {
    for (let n = 1; n <= 4; n++) sim.publish("s.a", "x", ofBatch(n, n === 4));
    return sim.state()["messages"];
  },
  "ignores-ids-in-a-batch": async (sim) => {
    sim.publish("s.a", "x", "Nats-Msg-Id: k");
    sim.publish("s.a", "x", `${ofBatch(1, true)}\r\nNats-Msg-Id: k`);
    return sim.state()["messages"];
  },
};

function ofBatch(sequence: number, isLast: boolean): string {
  const commit = isLast ? "\r\nNats-Batch-Commit: 1" : "";
  return `Nats-Batch-Id: b\r\nNats-Batch-Sequence: ${sequence}${commit}`;
}

const SOUND: { readonly [name in SimFault]: unknown } = {
  "loses-an-ack": 0,
  "delivers-twice": [1, 0],
  "forgets-redelivery": 1,
  "wrong-order-after-expiry": [1, 2, 3],
  "ignores-max-deliver": 2,
  "dedup-window-off-by-one": 1,
  "refuses-stale-ack": 0,
  "ignores-max-ack-pending": 1,
  "wrong-delivery-count": 2,
  "ignores-nak-delay": 0,
  "keeps-after-ack": 0,
  "ignores-pauses": 0,
  "starts-one-late": 2,
  "drops-old-for-new": 1,
  "ignores-ttl": 0,
  "fires-twice": 2,
  "ignores-expectations": 0,
  "commits-half-a-batch": 4,
  "ignores-ids-in-a-batch": 1,
};

const BROKEN: { readonly [name in SimFault]: unknown } = {
  "loses-an-ack": 2,
  "delivers-twice": [1, 1],
  "forgets-redelivery": 0,
  "wrong-order-after-expiry": [3, 2, 1],
  "ignores-max-deliver": 6,
  "dedup-window-off-by-one": 2,
  "refuses-stale-ack": 1,
  "ignores-max-ack-pending": 3,
  "wrong-delivery-count": 1,
  "ignores-nak-delay": 1,
  "keeps-after-ack": 1,
  "ignores-pauses": 1,
  "starts-one-late": 3,
  "drops-old-for-new": 2,
  "ignores-ttl": 1,
  "fires-twice": 3,
  "ignores-expectations": 1,
  "commits-half-a-batch": 2,
  "ignores-ids-in-a-batch": 2,
};

function broken(fault?: SimFault): RawSim {
  const sim = new RawSim(fault);
  sim.stream({ retention: "workqueue", duplicate_window: WINDOW_MS * 1e6, allow_atomic: true });
  sim.consumer({ ack_wait: 1e9 });
  return sim;
}

function makeAnew(sim: RawSim, options: Json): void {
  sim.api("STREAM.DELETE.S");
  sim.stream(options);
}

function changeConsumer(sim: RawSim, change: Json): void {
  const config = { durable_name: "c", ack_policy: "explicit", ack_wait: 1e9, ...change };
  sim.api("CONSUMER.CREATE.S.c", { stream_name: "S", config, action: "update" });
}

test.each(TAB_FAULTS)("the fault %s shows, and only where it was planted", async (fault) => {
  expect(await EXPERIMENTS[fault](broken(fault))).toEqual(BROKEN[fault]);
  expect(await EXPERIMENTS[fault](broken())).toEqual(SOUND[fault]);
});
