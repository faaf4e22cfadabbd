import type { NatsConnection } from "@nats-io/nats-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { macrotask } from "../../engine/clock/platform.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { QUEUE_CASES } from "./cases.ts";
import type { ConformanceCase } from "./environment.ts";
import { runOnTab } from "./on-tab.ts";

/** The same cases on every broker: the in-tab one is trusted only as far as this goes. */
function queueConformance(broker: string, run: (one: ConformanceCase) => Promise<void>): void {
  describe(`work queue on ${broker}`, () => {
    test.each(QUEUE_CASES.map((one) => [one.id, one.title, one] as const))("%s %s", (_id, _title, one) => run(one));
  });
}

queueConformance("tab", (one) => runOnTab(one));

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

queueConformance("nats", async ({ id, run }) => {
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
      // The clocks of two processes; and a machine that is busy with other things.
      earlyMs: 5,
      lateMs: 1_500,
      async stagger(k) {
        for (let turn = 0; turn < k; turn++) await new Promise<void>((go) => macrotask(go));
      },
      staggers: 60,
    });
  } finally {
    await Promise.all(open.map((connection) => connection.close()));
  }
});
