import { afterAll, beforeAll, describe, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { QUEUE_CASES } from "./cases.ts";
import type { ConformanceCase } from "./environment.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnWasm } from "./on-wasm.ts";

/** The same cases on every broker: the simulated one is trusted only as far as this goes. */
function queueConformance(broker: string, run: (one: ConformanceCase) => Promise<void>): void {
  describe(`work queue on ${broker}`, () => {
    test.each(QUEUE_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
  });
}

queueConformance("sim", (one) => runOnSim(one));
queueConformance("wasm", runOnWasm);

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

queueConformance("nats", (one) => runOnNats(server.url, one));
