import { afterAll, beforeAll, describe, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { WIRE_CASES } from "./cases.ts";
import type { ConformanceCase } from "./environment.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnWasm } from "./on-wasm.ts";

function wireConformance(broker: string, run: (one: ConformanceCase) => Promise<void>): void {
  describe(`faults on the wire on ${broker}`, () => {
    test.each(WIRE_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
  });
}

wireConformance("sim", (one) => runOnSim(one));
wireConformance("wasm", runOnWasm);

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

wireConformance("nats", (one) => runOnNats(server.url, one));
