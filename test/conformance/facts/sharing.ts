import type { ConsumerMessages } from "@nats-io/jetstream";
import { expect } from "vitest";
import { whenQuick } from "../bench.ts";
import type { Environment } from "../environment.ts";
import { type FactCase, seqs, workQueue } from "./support.ts";

/** A slow and a fast worker consume with `options`: how many of the jobs the slow one did. */
async function slowShare(
  env: Environment,
  jobs: number,
  slowMs: number,
  options: { readonly max_messages: number },
): Promise<number> {
  const queue = await workQueue(env);
  const done: string[] = [];
  const running: ConsumerMessages[] = [];
  const work = async (name: string, takesMs: number) => {
    const messages = await (await queue.worker(name)).consume(options);
    running.push(messages);
    for await (const message of messages) {
      await env.clock.sleep(takesMs);
      await message.ackAck();
      if (done.push(name) === jobs) for (const one of running) one.stop();
    }
  };
  const working = Promise.all([work("slow", slowMs), work("fast", 4)]);
  // Both ask before there is anything: else the first one would get it all.
  await queue.infoBecomes({ num_waiting: 2 });
  await queue.put(jobs);
  await working;
  return done.filter((name) => name === "slow").length;
}

/** 'maxAckPending' and 'Hoarding' of 'What a lab must get right'. */
export const SHARING_FACTS: readonly FactCase[] = [
  {
    id: "F-40",
    title: "maxAckPending is shared by all workers of a consumer",
    async run(env) {
      const queue = await workQueue(env, { max_ack_pending: 2 });
      await queue.put(3);
      const [first] = await queue.takes(2);
      const other = await queue.worker("other");
      const waiting = other.next({ expires: 10_000 });
      await queue.infoBecomes({ num_waiting: 1, num_ack_pending: 2, num_pending: 1 });
      await first?.ackAck();
      expect((await waiting)?.seq).toBe(3);
    },
  },
  {
    id: "F-41",
    title: "delayed naks hold slots: with all of them on a nak, new work stalls for its delay",
    async run(env) {
      const queue = await workQueue(env, { max_ack_pending: 2 });
      await queue.put(3);
      const held = await queue.takes(2);
      const nakedAt = env.clock.now();
      for (const message of held) message.nak(500);
      const next = [await queue.take(), await queue.take()];
      expect(seqs(next)).toEqual([1, 2]);
      expect(env.clock.now() - nakedAt).toBeGreaterThanOrEqual(500 - env.earlyMs);
      for (const message of next) await message.ackAck();
      expect((await queue.take()).seq).toBe(3);
    },
  },
  {
    id: "F-42",
    title: "maxAckPending 1 gives strict FIFO, redeliveries included",
    async run(env) {
      const queue = await workQueue(env, { max_ack_pending: 1 });
      await queue.put(3);
      const order: string[] = [];
      while (order.length < 5) {
        const message = await queue.take();
        order.push(`${message.seq}/${message.info.deliveryCount}`);
        // The second fails once at once, and once with a delay.
        if (message.seq === 2 && message.info.deliveryCount === 1) message.nak();
        else if (message.seq === 2 && message.info.deliveryCount === 2) message.nak(100);
        else await message.ackAck();
      }
      expect(order).toEqual(["1/1", "2/1", "2/2", "2/3", "3/1"]);
    },
  },
  {
    id: "F-43",
    title:
      "hoarding: consume() with its default prefetch gives a slow worker half, consume({max_messages: 1}) what it can do",
    run: whenQuick(100, async (env, slowMs) => {
      const jobs = 40;
      const greedy = await slowShare({ ...env, namespace: `${env.namespace}-100` }, jobs, slowMs, {
        max_messages: 100,
      });
      const modest = await slowShare({ ...env, namespace: `${env.namespace}-1` }, jobs, slowMs, { max_messages: 1 });
      expect(greedy).toBeGreaterThanOrEqual(jobs / 2 - 2);
      expect(modest).toBeLessThan(jobs / 4);
    }),
  },
];
