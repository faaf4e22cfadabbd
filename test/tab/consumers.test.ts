import { expect, test } from "vitest";
import { type Json, RawTab } from "./raw.ts";

const failed = (answer: Json) => answer["error"] as { err_code: number };

function withStream(): RawTab {
  const tab = new RawTab();
  tab.stream();
  return tab;
}

test("a backoff list as long as max_deliver is fine, and its first entry is the ack_wait", () => {
  const answer = withStream().consumer({ backoff: [1e9, 2e9], max_deliver: 2 });
  expect(answer["config"]).toMatchObject({ ack_wait: 1e9, backoff: [1e9, 2e9], max_deliver: 2 });
});

test("a consumer that begins in the future leaves out what comes before", () => {
  const tab = withStream();
  tab.consumer({ deliver_policy: "by_start_sequence", opt_start_seq: 3 });
  for (const subject of ["s.1", "s.2", "s.3"]) tab.publish(subject);
  expect(tab.consumerInfo()).toMatchObject({ num_pending: 1 });
  expect(tab.next().subject).toBe("s.3");
});

test("an unused consumer goes after its inactive_threshold, a waiting or holding one does not", async () => {
  const tab = withStream();
  tab.consumer({ inactive_threshold: 1e9, ack_wait: 5e9 });
  tab.publish("s.a");
  await tab.advance(500);
  tab.next();
  await tab.advance(4000);
  expect(tab.consumerInfo()["error"]).toBeUndefined();
  tab.ack(tab.take(tab.pull({ batch: 1, expires: 2e9 }))[0] ?? (await later(tab)));
  await tab.advance(3000);
  expect(failed(tab.consumerInfo()).err_code).toBe(10014);
});

async function later(tab: RawTab) {
  await tab.advance(1500);
  return tab.client.messages.pop() ?? expect.unreachable("nothing was redelivered");
}
