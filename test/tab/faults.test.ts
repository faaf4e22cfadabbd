import { expect, test } from "vitest";
import { TAB_FAULTS, type TabFault } from "../../engine/tab/faults.ts";
import { delivery, EPOCH_MS, type Json, RawTab, seqs } from "./raw.ts";

const WINDOW_MS = 1000;

/** For each planted fault a small experiment whose outcome differs from the sound server's. */
const EXPERIMENTS: { readonly [name in TabFault]: (tab: RawTab) => Promise<unknown> } = {
  "loses-an-ack": async (tab) => {
    for (let i = 0; i < 6; i++) tab.publish("s.a");
    for (let i = 0; i < 6; i++) expect(tab.ack(tab.next())).toBe(true);
    return tab.state()["messages"];
  },
  "delivers-twice": async (tab) => {
    const pulls = [tab.pull({ batch: 1 }), tab.pull({ batch: 1 })];
    tab.publish("s.a");
    return pulls.map((sid) => tab.take(sid).length);
  },
  "forgets-redelivery": async (tab) => {
    tab.publish("s.a");
    tab.next();
    const sid = tab.pull({ batch: 1 });
    await tab.advance(5000);
    return tab.take(sid).length;
  },
  "wrong-order-after-expiry": async (tab) => {
    for (let i = 0; i < 3; i++) tab.publish("s.a");
    tab.pull({ batch: 3, no_wait: true });
    await tab.advance(2000);
    return seqs(tab.take(tab.pull({ batch: 3 })));
  },
  "ignores-max-deliver": async (tab) => {
    changeConsumer(tab, { max_deliver: 2 });
    tab.publish("s.a");
    const sid = tab.pull({ batch: 9 });
    await tab.advance(5000);
    return tab.take(sid).length;
  },
  "dedup-window-off-by-one": async (tab) => {
    tab.publish("s.a", "x", "Nats-Msg-Id: k");
    await tab.advance(WINDOW_MS - 1);
    tab.publish("s.a", "x", "Nats-Msg-Id: k");
    return tab.state()["last_seq"];
  },
  "refuses-stale-ack": async (tab) => {
    tab.publish("s.a");
    const first = tab.next();
    await tab.advance(2000);
    tab.next();
    tab.ack(first);
    return tab.state()["messages"];
  },
  "ignores-max-ack-pending": async (tab) => {
    changeConsumer(tab, { max_ack_pending: 1 });
    for (let i = 0; i < 3; i++) tab.publish("s.a");
    return tab.take(tab.pull({ batch: 3 })).length;
  },
  "wrong-delivery-count": async (tab) => {
    tab.publish("s.a");
    tab.ack(tab.next(), "-NAK");
    return delivery(tab.next()).count;
  },
  "ignores-nak-delay": async (tab) => {
    tab.publish("s.a");
    tab.ack(tab.next(), '-NAK {"delay": 500000000}');
    return tab.take(tab.pull({ batch: 1 })).length;
  },
  "keeps-after-ack": async (tab) => {
    tab.publish("s.a");
    tab.ack(tab.next());
    return tab.state()["messages"];
  },
  "ignores-pauses": async (tab) => {
    tab.api("CONSUMER.PAUSE.S.c", { pause_until: "2999-01-01T00:00:00Z" });
    tab.publish("s.a");
    return tab.take(tab.pull({ batch: 1 })).length;
  },
  "starts-one-late": async (tab) => {
    makeAnew(tab, {});
    for (let i = 0; i < 3; i++) tab.publish("s.a");
    tab.consumer({ deliver_policy: "by_start_sequence", opt_start_seq: 2 }, "r");
    return delivery(tab.next("r")).seq;
  },
  "drops-old-for-new": async (tab) => {
    makeAnew(tab, { max_msgs: 1, discard: "new" });
    for (let i = 0; i < 2; i++) tab.publish("s.a");
    return tab.state()["last_seq"];
  },
  "ignores-ttl": async (tab) => {
    makeAnew(tab, { allow_msg_ttl: true });
    tab.publish("s.a", "x", "Nats-TTL: 1s");
    await tab.advance(1500);
    return tab.state()["messages"];
  },
  "fires-twice": async (tab) => {
    makeAnew(tab, { allow_msg_schedules: true });
    const at = new Date(EPOCH_MS + 1000).toISOString();
    tab.publish("s.b", "x", `Nats-Schedule: @at ${at}\r\nNats-Schedule-Target: s.a`);
    await tab.advance(2000);
    return tab.state()["last_seq"];
  },
  "ignores-expectations": async (tab) => {
    tab.publish("s.a", "x", "Nats-Expected-Last-Sequence: 7");
    return tab.state()["last_seq"];
  },
  "commits-half-a-batch": async (tab) => {
    for (let n = 1; n <= 4; n++) tab.publish("s.a", "x", ofBatch(n, n === 4));
    return tab.state()["messages"];
  },
  "ignores-ids-in-a-batch": async (tab) => {
    tab.publish("s.a", "x", "Nats-Msg-Id: k");
    tab.publish("s.a", "x", `${ofBatch(1, true)}\r\nNats-Msg-Id: k`);
    return tab.state()["messages"];
  },
};

function ofBatch(sequence: number, isLast: boolean): string {
  const commit = isLast ? "\r\nNats-Batch-Commit: 1" : "";
  return `Nats-Batch-Id: b\r\nNats-Batch-Sequence: ${sequence}${commit}`;
}

const SOUND: { readonly [name in TabFault]: unknown } = {
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

const BROKEN: { readonly [name in TabFault]: unknown } = {
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

function broken(fault?: TabFault): RawTab {
  const tab = new RawTab(fault);
  tab.stream({ retention: "workqueue", duplicate_window: WINDOW_MS * 1e6, allow_atomic: true });
  tab.consumer({ ack_wait: 1e9 });
  return tab;
}

function makeAnew(tab: RawTab, options: Json): void {
  tab.api("STREAM.DELETE.S");
  tab.stream(options);
}

function changeConsumer(tab: RawTab, change: Json): void {
  const config = { durable_name: "c", ack_policy: "explicit", ack_wait: 1e9, ...change };
  tab.api("CONSUMER.CREATE.S.c", { stream_name: "S", config, action: "update" });
}

test.each(TAB_FAULTS)("the fault %s shows, and only where it was planted", async (fault) => {
  expect(await EXPERIMENTS[fault](broken(fault))).toEqual(BROKEN[fault]);
  expect(await EXPERIMENTS[fault](broken())).toEqual(SOUND[fault]);
});
