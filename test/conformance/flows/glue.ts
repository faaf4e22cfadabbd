import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { expect } from "vitest";
import type { GlueLevel } from "../../../engine/flow/glue/levels.ts";
import { startGlue } from "../../../engine/flow/glue/start-glue.ts";
import { declareOrderTable } from "../../../engine/flow/glue/store.ts";
import { ORDERS_QUEUE, SERVICE_QUEUES } from "../../../engine/flow/order/order.ts";
import type { EngineFailure } from "../../../engine/kernel/engine-failure.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { namesOf } from "../../../engine/queue/names.ts";
import { createRequester } from "../../../engine/reply/requester.ts";
import { queueConfig, startServices } from "../../support/orders/services.ts";
import { doesEverything, OrderOutside } from "../../support/orders/outside.ts";
import { Bench, LONG_MS } from "../bench.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { Journal } from "../journal.ts";
import { NEVER_MS } from "./machines.ts";

const ORDER = { order: "order-1", amountCents: 2_000 };

/** The orders' flow at one level: its queues, its services that do everything, its coordinator, and a shop. */
async function glueBench(env: Environment, level: GlueLevel) {
  const { clock, namespace } = env;
  const journal = new Journal(clock);
  const connection = await env.connect("glue");
  const jsm = await jetstreamManager(connection);
  const queue = (name: string) => queueConfig(namespace, name, LONG_MS);
  for (const name of [ORDERS_QUEUE, "replies", "shop-replies", ...SERVICE_QUEUES]) {
    await declareQueue(jsm, queue(name));
  }
  await declareOrderTable(connection, namespace);
  const rest = { connection, namespace, clock };
  const told: EngineFailure[] = [];
  await startGlue({
    ...rest,
    level,
    ordersQueue: queue(ORDERS_QUEUE),
    repliesQueue: queue("replies"),
    timeoutMs: NEVER_MS,
    tries: 1,
    sweepMs: 5_000,
    probe: journal.probe("coordinator"),
    onError: (failure) => void told.push(failure),
    transitMs: 0,
    incarnation: 1,
  });
  const services = () =>
    startServices(
      { ...rest, probe: journal.probe("services"), outside: new OrderOutside(), behaviours: doesEverything },
      LONG_MS,
    );
  const probe = journal.probe("shop");
  const shop = await createRequester(jetstream(connection), { replyQueue: queue("shop-replies"), clock, probe });
  const at = (name: string) => new Bench(env, queue(name), jetstream(connection), jsm);
  return { journal, jsm, shop, services, told, at };
}

/** From the level on that remembers an order, a shop that asks again is answered again. */
const ASKED_AGAIN = ([2, 3, 4, 5, 6] as const).map((level): ConformanceCase => ({
  id: `G-0${level}`,
  title: `glue level ${level} answers an order that is asked for again, and does nothing a second time`,
  async run(env) {
    const { journal, shop, services } = await glueBench(env, level);
    await services();
    // A shop process that was restarted asks again under the id that it had: within the server's duplicate window, too.
    for (const request of ["ask-1", "ask-1", "ask-2"]) {
      const answer = await shop.request(ORDERS_QUEUE, request, ORDER, { timeoutMs: LONG_MS });
      expect(answer).toMatchObject({ outcome: "answered", result: { order: "order-1", outcome: "completed" } });
    }
    expect(journal.of("flow-started")).toHaveLength(1);
    expect(journal.of("step-commanded")).toHaveLength(4);
  },
}));

const DEAD_INBOX = ([1, 6] as const).map((level): ConformanceCase => ({
  id: `G-1${level}`,
  title: `glue level ${level} reports that a shop's reply queue is gone, and handles nothing a second time for it`,
  async run(env) {
    const { journal, jsm, shop, services, told, at } = await glueBench(env, level);
    void shop.request(ORDERS_QUEUE, "ask-1", ORDER, { timeoutMs: LONG_MS });
    await journal.until("step-commanded");
    await shop.stop();
    await jsm.streams.delete(namesOf(at("shop-replies").queue).stream);
    await services();
    await journal.until("flow-ended");
    for (const name of [ORDERS_QUEUE, "replies"]) await at(name).settlesAt({ stored: 0, deadLetters: 0 });
    expect(told.map(({ step, retryInMs }) => [step, retryInMs])).toEqual([["send its answer to shop-replies", null]]);
    const again = journal.of("job-delivered").filter(({ worker, attempt }) => worker === "coordinator" && attempt > 1);
    expect(again).toEqual([]);
    expect(journal.of("flow-ended")).toHaveLength(1);
  },
}));

export const GLUE: readonly ConformanceCase[] = [...ASKED_AGAIN, ...DEAD_INBOX];
