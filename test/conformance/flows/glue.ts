import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { expect } from "vitest";
import { startGlue } from "../../../engine/flow/glue/start-glue.ts";
import { declareOrderTable } from "../../../engine/flow/glue/store.ts";
import { ORDERS_QUEUE, SERVICE_QUEUES } from "../../../engine/flow/order/order.ts";
import { declareQueue } from "../../../engine/queue/declare/declare.ts";
import { createRequester } from "../../../engine/reply/requester.ts";
import { queueConfig, startServices } from "../../support/orders/services.ts";
import { doesEverything, OrderWorld } from "../../support/orders/world.ts";
import { LONG_MS } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";
import { Journal } from "../journal.ts";

/** From the level on that remembers an order, a shop that asks again is answered again. */
export const GLUE: readonly ConformanceCase[] = ([2, 3, 4, 5, 6] as const).map((level) => ({
  id: `G-0${level}`,
  title: `glue level ${level} answers an order that is asked for again, and does nothing a second time`,
  async run(env) {
    const { clock, namespace } = env;
    const journal = new Journal(clock);
    const connection = await env.connect("glue");
    const jsm = await jetstreamManager(connection);
    const queue = (name: string) => queueConfig(namespace, name, LONG_MS);
    for (const name of [ORDERS_QUEUE, "replies", "shop-replies", ...SERVICE_QUEUES]) {
      await declareQueue(jsm, queue(name));
    }
    await declareOrderTable(connection, namespace);
    const world = new OrderWorld();
    const rest = { connection, namespace, clock };
    await startServices({ ...rest, probe: journal.probe("services"), world, behaviours: doesEverything }, LONG_MS);
    await startGlue({
      ...rest,
      level,
      ordersQueue: queue(ORDERS_QUEUE),
      repliesQueue: queue("replies"),
      timeoutMs: 20_000,
      tries: 1,
      sweepMs: 5_000,
      probe: journal.probe("coordinator"),
      transitMs: 0,
      incarnation: 1,
    });
    const probe = journal.probe("shop");
    const shop = await createRequester(jetstream(connection), { replyQueue: queue("shop-replies"), clock, probe });
    const order = { order: "order-1", amountCents: 2_000 };
    for (const request of ["ask-1", "ask-2"]) {
      const answer = await shop.request(ORDERS_QUEUE, request, order, { timeoutMs: 5_000 });
      expect(answer).toMatchObject({ outcome: "answered", result: { order: "order-1", outcome: "completed" } });
    }
    expect(journal.of("flow-started")).toHaveLength(1);
    expect(journal.of("step-commanded")).toHaveLength(4);
  },
}));
