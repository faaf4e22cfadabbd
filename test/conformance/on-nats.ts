import type { NatsConnection } from "@nats-io/nats-core";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { macrotask } from "../../engine/clock/platform.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import type { ConformanceCase } from "./environment.ts";

/** Runs one case on the real server at `url`, in real time. Rejects when the case fails. */
export async function runOnNats(url: string, { id, run }: ConformanceCase): Promise<void> {
  const open: NatsConnection[] = [];
  try {
    await run({
      clock: systemClock(),
      namespace: id.toLowerCase(),
      async connect(name) {
        const connection = await natsBroker(url).connect(name);
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
}
