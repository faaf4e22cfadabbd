import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import type { ConformanceCase } from "./environment.ts";
import { DEAD_INBOXES } from "./flows/dead-inboxes.ts";
import { DYING } from "./flows/dying.ts";
import { GLUE } from "./flows/glue.ts";
import { GROWING } from "./flows/growing.ts";
import { LIVING } from "./flows/living.ts";
import { WAITING } from "./flows/waiting.ts";
import { runOnNats } from "./on-nats.ts";
import { runOnSim } from "./on-sim.ts";
import { runOnWasm } from "./on-wasm.ts";

const FLOW_CASES = [...LIVING, ...DYING, ...WAITING, ...GROWING, ...DEAD_INBOXES, ...GLUE];

/** Durable flows, on every broker. */
function flowConformance(broker: string, run: (one: ConformanceCase) => Promise<void>): void {
  describe(`flows on ${broker}`, () => {
    test.each(FLOW_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
  });
}

flowConformance("sim", (one) => runOnSim(one));
flowConformance("wasm", runOnWasm);

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

flowConformance("nats", (one) => runOnNats(server.url, one));

test("no two cases share an id", () => {
  const ids = FLOW_CASES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
