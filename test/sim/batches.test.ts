import { expect, test } from "vitest";
import { type Json, RawSim } from "./raw.ts";

// What else batches do is held on all brokers, in test/conformance/protocol/batches.ts; ten seconds are long in real time.

const part = (sim: RawSim, seq: number): Json =>
  sim.publish("s.a", `${seq}`, `Nats-Batch-Id: b\r\nNats-Batch-Sequence: ${seq}`);

test("a batch is gone ten seconds after its last message, and an advisory says which (AB2)", async () => {
  const sim = new RawSim();
  sim.stream({ allow_atomic: true });
  const ear = sim.client.subscribe("$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.S");
  part(sim, 1);
  await sim.advance(9_999);
  part(sim, 2);
  await sim.advance(9_999);
  expect(sim.take(ear)).toEqual([]);
  await sim.advance(1);
  const [advisory] = sim.take(ear);
  expect(JSON.parse(advisory?.data ?? "")).toMatchObject({
    type: "io.nats.jetstream.advisory.v1.stream_batch_abandoned",
    stream: "S",
    batch: "b",
    reason: "timeout",
  });
  expect(part(sim, 3)).toMatchObject({ error: { err_code: 10176 } });
});
