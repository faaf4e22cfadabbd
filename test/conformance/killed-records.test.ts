import { jetstreamManager } from "@nats-io/jetstream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { natsBroker } from "../../engine/broker/nats-broker.ts";
import { type NatsServer, startNatsServer } from "../../engine/broker/nats-server/start.ts";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { processHost } from "../../engine/host/process-host.ts";
import { Supervisor } from "../../engine/host/supervisor.ts";
import { declareQueue } from "../../engine/queue/declare/declare.ts";
import { namesOf } from "../../engine/queue/names.ts";
import { planRun } from "../../engine/scenario/run/plan.ts";
import type { RecordedEvent } from "../../engine/trace/recorder.ts";
import { smallScenario } from "../support/traces.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());

test("S2: what a process had recorded before it was killed comes before its crash, however late it is read", async () => {
  const clock = systemClock();
  const broker = natsBroker(server.url);
  const connection = await broker.connect("killed-records");
  const jsm = await jetstreamManager(connection);
  const producers = [{ name: "shop", queue: "orders", jobName: "order", jobs: 5_000, everyMs: 2 }];
  const plan = planRun(smallScenario({ producers }), 1, { namespace: "killed-records", transitMs: 0 });
  for (const queue of plan.queues) await declareQueue(jsm, queue);
  const events: RecordedEvent[] = [];
  const heard: { is: (event: RecordedEvent) => boolean; tell: () => void }[] = [];
  const until = (is: (event: RecordedEvent) => boolean) => new Promise<void>((tell) => heard.push({ is, tell }));
  const sink = (event: RecordedEvent) => {
    events.push(event);
    for (const { is, tell } of heard) if (is(event)) tell();
  };
  const host = processHost({ urls: [server.url], startedAt: 0, handlers: null });
  const supervisor = new Supervisor({ host, clock, stamp: () => ({ at: clock.now(), tick: null }), sink });
  const [shop] = plan.producers;
  const begun = until(({ type }) => type === "job-stored");
  const crashed = until(({ type }) => type === "actor-crashed");
  supervisor.start({ ...(shop as NonNullable<typeof shop>), restartAfterMs: null });
  await begun;
  // This process is busy while the other one goes on.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  supervisor.crash("shop", { by: "intervention", detail: "by hand", cause: null });
  await crashed;
  const { state } = await jsm.streams.info(namesOf(plan.queues[0] as NonNullable<(typeof plan.queues)[0]>).stream);
  const recorded = events.filter(({ type }) => type === "job-sent").length;
  expect(state.messages).toBeGreaterThan(20);
  // It may have died between a record and its job.
  expect([state.messages, state.messages + 1]).toContain(recorded);
  expect(events.at(-1)?.type).toBe("actor-crashed");
  await connection.close();
});
