import type { NatsConnection } from "@nats-io/nats-core";
import { expect } from "vitest";
import { lanesOf } from "../../../engine/queue/lanes.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import { sendJob } from "../../../engine/queue/send/send.ts";
import { bench, type Bench, soonMs, succeeds } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";
import { losesConfirmation } from "../troubled.ts";

/** How long a client waits before it connects again. */
const RECONNECT_MS = 300;

/** What a worker does at once when its connection is back. */
export const RECONNECTING: readonly ConformanceCase[] = [
  {
    id: "Q-359",
    title: "W2: an ack whose confirmation was lost with the connection is repeated when the connection is back",
    async run(env) {
      const queue = await bench(env);
      const worker = await queue.workerOn(await losesConfirmation(env), "worker", succeeds);
      await queue.send(1);
      const sent = await queue.journal.until("job-ack-sent");
      const acked = await queue.journal.until("job-acked");
      expect(acked.at - sent.at).toBeLessThanOrEqual(RECONNECT_MS + soonMs(env));
      await worker.stop();
      expect(queue.journal.of("job-delivered")).toHaveLength(1);
      await queue.settlesAt({ stored: 0, inFlight: 0 });
    },
  },
  {
    id: "Q-360",
    title: "LI2: a worker that waits for a message in one of several lanes waits again when its connection is back",
    async run(env) {
      const queue = await bench(env, { lanes: { kind: "priorities", levels: ["urgent", "bulk"], order: "strict" } });
      const connection = await env.connect("worker");
      await queue.workerOn(connection, "worker", succeeds);
      await pullsWait(queue);
      const isBack = reconnected(connection);
      await connection.reconnect();
      await isBack;
      const startedAt = env.clock.now();
      await sendJob(queue.js, queue.queue, { id: "bulk-1", payload: null, priority: "bulk" });
      const delivered = await queue.journal.until("job-delivered");
      expect(delivered.at - startedAt).toBeLessThanOrEqual(soonMs(env));
    },
  },
];

async function reconnected(connection: NatsConnection): Promise<void> {
  for await (const { type } of connection.status()) if (type === "reconnect") return;
}

/** Settles when a pull waits at each lane. */
async function pullsWait({ jsm, queue }: Bench): Promise<void> {
  for (const { consumer } of lanesOf(queue))
    while ((await jsm.consumers.info(namesOf(queue).stream, consumer)).num_waiting === 0);
}
