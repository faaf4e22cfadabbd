import { expect, test } from "vitest";
import { type Json, RawSim } from "./raw.ts";

const failed = (answer: Json) => answer["error"] as { err_code: number };

function withStream(): RawSim {
  const sim = new RawSim();
  sim.stream();
  return sim;
}

test("a backoff list as long as max_deliver is fine, and its first entry is the ack_wait", () => {
  const answer = withStream().consumer({ backoff: [1e9, 2e9], max_deliver: 2 });
  expect(answer["config"]).toMatchObject({ ack_wait: 1e9, backoff: [1e9, 2e9], max_deliver: 2 });
});

test("a consumer that begins in the future leaves out what comes before", () => {
  const sim = withStream();
  sim.consumer({ deliver_policy: "by_start_sequence", opt_start_seq: 3 });
  for (const subject of ["s.1", "s.2", "s.3"]) sim.publish(subject);
  expect(sim.consumerInfo()).toMatchObject({ num_pending: 1 });
  expect(sim.next().subject).toBe("s.3");
});

test("an unused consumer goes after its inactive_threshold, a waiting or holding one does not", async () => {
  const sim = withStream();
  sim.consumer({ inactive_threshold: 1e9, ack_wait: 5e9 });
  sim.publish("s.a");
  await sim.advance(500);
  sim.next();
  await sim.advance(4000);
  expect(sim.consumerInfo()["error"]).toBeUndefined();
  sim.ack(sim.take(sim.pull({ batch: 1, expires: 2e9 }))[0] ?? (await later(sim)));
  await sim.advance(3000);
  expect(failed(sim.consumerInfo()).err_code).toBe(10014);
});

async function later(sim: RawSim) {
  await sim.advance(1500);
  return sim.client.messages.pop() ?? expect.unreachable("nothing was redelivered");
}
