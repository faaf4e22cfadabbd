import type { NatsConnection } from "@nats-io/nats-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import type { ConformanceCase } from "./environment.ts";
import { runOnTab } from "./on-tab.ts";
import { runOnWasm } from "./on-wasm.ts";
import { STORED_CASES } from "./stored/cases.ts";

/** What an orchestrator stores and schedules with: the same client programs on the in-tab server and on a real one. */
function storedConformance(broker: string, run: (one: ConformanceCase) => Promise<void>): void {
  describe(`stored on ${broker}`, () => {
    test.each(STORED_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
  });
}

storedConformance("tab", (one) => runOnTab(one));
storedConformance("wasm", runOnWasm);

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

storedConformance("nats", async ({ id, run }) => {
  const open: NatsConnection[] = [];
  try {
    await run({
      clock: systemClock(),
      namespace: id.toLowerCase(),
      async connect(name) {
        const connection = await natsBroker(server.url).connect(name);
        open.push(connection);
        return connection;
      },
      // The clocks of two processes, and a wheel that turns once a second.
      earlyMs: 5,
      lateMs: 2_500,
      stagger: () => Promise.resolve(),
      staggers: 0,
    });
  } finally {
    await Promise.all(open.map((connection) => connection.close()));
  }
});
