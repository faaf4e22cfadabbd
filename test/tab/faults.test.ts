import { expect, test } from "vitest";
import { TAB_FAULTS, type TabFault } from "../../engine/tab/faults.ts";
import { delivery, RawTab } from "./raw.ts";

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
};

const SOUND: { readonly [name in TabFault]: unknown } = {
  "loses-an-ack": 0,
  "delivers-twice": [1, 0],
  "forgets-redelivery": 1,
  "wrong-delivery-count": 2,
  "ignores-nak-delay": 0,
  "keeps-after-ack": 0,
};

const BROKEN: { readonly [name in TabFault]: unknown } = {
  "loses-an-ack": 2,
  "delivers-twice": [1, 1],
  "forgets-redelivery": 0,
  "wrong-delivery-count": 1,
  "ignores-nak-delay": 1,
  "keeps-after-ack": 1,
};

function broken(fault?: TabFault): RawTab {
  const tab = new RawTab(fault);
  tab.stream({ retention: "workqueue" });
  tab.consumer({ ack_wait: 1e9 });
  return tab;
}

test.each(TAB_FAULTS)("the fault %s shows, and only where it was planted", async (fault) => {
  expect(await EXPERIMENTS[fault](broken(fault))).toEqual(BROKEN[fault]);
  expect(await EXPERIMENTS[fault](broken())).toEqual(SOUND[fault]);
});
