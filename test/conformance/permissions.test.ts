import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../engine/clock/system-clock.ts";
import { type EngineFailure, failureText } from "../../engine/kernel/engine-failure.ts";
import { declareLog } from "../../engine/log/log.ts";
import { startReader } from "../../engine/log/reader.ts";
import { AckNotPermittedError, PullNotPermittedError } from "../../engine/queue/work/permissions.ts";
import type { QueueConfig } from "../../engine/queue/names.ts";
import { declareQueue, inspectQueue } from "../../engine/queue/declare/declare.ts";
import { sendJob } from "../../engine/queue/send/send.ts";
import { startWorker } from "../../engine/queue/work/worker.ts";
import { type ConfiguredServer, configuredServer, JETSTREAM } from "../support/configured-server.ts";

/** A user who may not pull looks to the server like one who does not want to; one who may not ack, like a crash. */
const USERS = `authorization { users = [
  { user: "admin", password: "a" }
  { user: "no-pull", password: "a", permissions: { publish: { deny: ["$JS.API.CONSUMER.MSG.NEXT.>"] } } }
  { user: "no-ack", password: "a", permissions: { publish: { deny: ["$JS.ACK.>"] } } }
  { user: "no-inbox", password: "a", permissions: { subscribe: { allow: ["nothing"] } } }
] }`;

let server: ConfiguredServer;
beforeAll(async () => {
  server = await configuredServer();
  await server.start(`${JETSTREAM}\n${USERS}`);
});
afterAll(() => server.close());

const as = (user: string) => connect({ servers: server.url, user, pass: "a" });

async function setUp(name: string, changes: Partial<QueueConfig>, user: string) {
  const admin = await as("admin");
  const connection = await as(user);
  const retry = { kind: "fixed", delayMs: 20 } as const;
  const queue = { name, namespace: "permits", ackWaitMs: 1_000, maxAttempts: 3, retry, ...changes };
  const jsm = await jetstreamManager(admin);
  await declareQueue(jsm, queue);
  const close = () => Promise.all([admin.close(), connection.close()]);
  return { jsm, queue, admin: jetstream(admin), js: jetstream(connection), close };
}

const WAYS: readonly (readonly [string, Partial<QueueConfig>])[] = [
  ["all places at once", {}],
  ["lane by lane", { lanes: { kind: "priorities", levels: ["high", "low"], order: "strict" } }],
];

describe.each(WAYS)("a worker that asks %s", (way, changes) => {
  const [, , last = ""] = way.split(" ");

  test("ends with a named error if its user may not pull", async () => {
    const { queue, js, close } = await setUp(`pull-${last}`, changes, "no-pull");
    const told: string[] = [];
    const onError = (failure: EngineFailure) => void told.push(failureText(failure));
    const handler = () => Promise.resolve();
    const worker = await startWorker(js, { queue, handler, clock: systemClock(), onError });
    await expect(worker.ended).rejects.toThrow(PullNotPermittedError);
    expect(told).toEqual([
      expect.stringMatching(
        `^queue pull-${last}: could not go on \\(no retry\\): the user of this connection may not pull messages; ` +
          `permit it to publish to \\$JS\\.API\\.CONSUMER\\.MSG\\.NEXT\\.permits-pull-${last}\\.`,
      ),
    ]);
    await worker.stop();
    await close();
  });

  test("ends with a named error after one run if its user may not acknowledge", async () => {
    const { jsm, queue, admin, js, close } = await setUp(`ack-${last}`, changes, "no-ack");
    let runs = 0;
    const handler = () => Promise.resolve(void runs++);
    const worker = await startWorker(js, { queue, handler, clock: systemClock() });
    await sendJob(admin, queue, {
      id: "one",
      payload: {},
      ...(changes.lanes === undefined ? {} : { priority: "low" }),
    });
    await expect(worker.ended).rejects.toThrow(AckNotPermittedError);
    await worker.stop();
    expect(runs).toBe(1);
    expect(await inspectQueue(jsm, queue)).toMatchObject({ stored: 1, deadLetters: 0 });
    await close();
  });
});

test("a reader of a log ends with a named error if its user may not acknowledge", async () => {
  const { jsm, admin, js, close } = await setUp("unused", {}, "no-ack");
  const log = { name: "log", namespace: "permits", partitions: 1 };
  await declareLog(jsm, log);
  await admin.publish("permits.log.log.0", "{}");
  let reads = 0;
  const handler = () => Promise.resolve(void reads++);
  const reader = await startReader(js, { log, reader: "r", handler, clock: systemClock() });
  await expect(reader.ended).rejects.toThrow(AckNotPermittedError);
  await reader.stop();
  expect(reads).toBe(1);
  await close();
});
