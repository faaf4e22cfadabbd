import { afterAll, beforeAll, describe, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import type { ConformanceCase } from "./environment.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnOneWasm } from "./on-wasm.ts";
import { STORED_CASES } from "./stored/cases.ts";

/** What an orchestrator stores and schedules with: the same client programs on the simulated server and on a real one. */
function storedConformance(broker: string, run: (one: ConformanceCase) => Promise<void>): void {
  describe(`stored on ${broker}`, () => {
    test.each(STORED_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
  });
}

storedConformance("sim", (one) => runOnSim(one));
storedConformance("wasm", runOnOneWasm());

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

// Messages end when a wheel turns, once a second.
storedConformance("nats", (one) => runOnNats(server.url, one, { lateMs: 2_500 }));
