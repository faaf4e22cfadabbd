import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { QUEUE_CASES, REPLY_CASES } from "./cases.ts";
import type { ConformanceCase } from "./environment.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnWasm } from "./on-wasm.ts";

/** Asking and answering over queues, on every broker. */
function replyConformance(broker: string, run: (one: ConformanceCase) => Promise<void>): void {
  describe(`request-reply on ${broker}`, () => {
    test.each(REPLY_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
  });
}

replyConformance("sim", (one) => runOnSim(one));
replyConformance("wasm", runOnWasm);

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

replyConformance("nats", (one) => runOnNats(server.url, one));

test("no two cases share an id, over both suites", () => {
  const ids = [...QUEUE_CASES, ...REPLY_CASES].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
