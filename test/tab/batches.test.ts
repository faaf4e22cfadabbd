import { expect, test } from "vitest";
import { type Json, RawTab } from "./raw.ts";

// What else batches do is held on all brokers, in test/conformance/protocol/batches.ts; ten seconds are long in real time.

const part = (tab: RawTab, seq: number): Json =>
  tab.publish("s.a", `${seq}`, `Nats-Batch-Id: b\r\nNats-Batch-Sequence: ${seq}`);

test("a batch is gone ten seconds after its last message, and an advisory says which (AB2)", async () => {
  const tab = new RawTab();
  tab.stream({ allow_atomic: true });
  const ear = tab.client.subscribe("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.S");
  part(tab, 1);
  await tab.advance(9_999);
  part(tab, 2);
  await tab.advance(9_999);
  expect(tab.take(ear)).toEqual([]);
  await tab.advance(1);
  const [advisory] = tab.take(ear);
  expect(JSON.parse(advisory?.data ?? "")).toMatchObject({
    type: "io.nats.jetstream.advisory.v1.stream_batch_abandoned",
    stream: "S",
    batch: "b",
    reason: "timeout",
  });
  expect(part(tab, 3)).toMatchObject({ error: { err_code: 10176 } });
});
