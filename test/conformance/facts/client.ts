import { expect } from "vitest";
import { whenQuick } from "../bench.ts";
import type { NatsConnectionImpl } from "@nats-io/nats-core/internal";
import { createInbox } from "@nats-io/nats-core";
import { jetstream } from "@nats-io/jetstream";
import { type FactCase, nanos, seqs, workQueue } from "./support.ts";

const ACK_WAIT_MS = 400;

/** 'Traps of the client'. */
export const CLIENT_FACTS: readonly FactCase[] = [
  {
    id: "F-50",
    title: "consume() iterators end when the connection does, closed or cut off by the server, and say nothing of it",
    async run(env) {
      const queue = await workQueue(env);
      const ways = [
        (nc: NatsConnectionImpl) => void nc.close(),
        (nc: NatsConnectionImpl) => {
          nc.options.reconnect = false;
          // A word that no server knows.
          nc.protocol.sendCommand("FOO\r\n");
        },
      ];
      for (const end of ways) {
        const nc = await env.connect("ending");
        const messages = await (await jetstream(nc).consumers.get(queue.operator.stream, "c")).consume();
        const reading = (async () => {
          for await (const _ of messages);
          return "ended";
        })();
        await queue.infoBecomes({ num_waiting: 1 });
        end(nc as NatsConnectionImpl);
        expect(await reading).toBe("ended");
        await queue.infoBecomes({ num_waiting: 0 });
      }
    },
  },
  {
    id: "F-51",
    title: "ack() on a closed connection is silently lost",
    async run(env) {
      const queue = await workQueue(env, { ack_wait: nanos(ACK_WAIT_MS) });
      await queue.put();
      const nc = await env.connect("closing");
      const message = await queue.take(await jetstream(nc).consumers.get(queue.operator.stream, "c"));
      await nc.close();
      expect(() => message.ack()).not.toThrow();
      const again = await queue.take();
      expect([again.seq, again.info.deliveryCount]).toEqual([1, 2]);
    },
  },
  {
    id: "F-52",
    title: "leaving consume() by break keeps what was prefetched until ack_wait",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await workQueue(env, { ack_wait: nanos(ackWaitMs) });
      await queue.put(3);
      const askedAt = env.clock.now();
      const messages = await queue.consumer.consume({ max_messages: 3 });
      for await (const message of messages) {
        await message.ackAck();
        break;
      }
      await queue.infoBecomes({ num_ack_pending: 2, num_pending: 0 });
      const again = await queue.takes(2);
      expect(seqs(again)).toEqual([2, 3]);
      expect(env.clock.now() - askedAt).toBeGreaterThanOrEqual(ackWaitMs - env.earlyMs);
    }),
  },
  {
    id: "F-53",
    title: "expires is at least 1000 ms, and there is no public no-wait pull; a raw request with noMux works",
    async run(env) {
      const queue = await workQueue(env);
      const { nc, stream } = queue.operator;
      await expect(queue.consumer.next({ expires: 999 })).rejects.toThrow("expires");
      const pull = () =>
        nc.request(`$JS.API.CONSUMER.MSG.NEXT.${stream}.c`, JSON.stringify({ batch: 1, no_wait: true }), {
          noMux: true,
          reply: createInbox(),
          timeout: 5_000,
        });
      expect((await pull()).headers?.code).toBe(404);
      await queue.put();
      expect((await pull()).string()).toBe("job 1");
    },
  },
  {
    id: "F-54",
    title:
      "a pull that nobody answers (a silent partition, a denied pull) shows as missed heartbeats, after once to 1.5 times `expires`",
    async run(env) {
      const queue = await workQueue(env, { max_waiting: 1 });
      void queue.consumer.next({ expires: 10_000 });
      await queue.infoBecomes({ num_waiting: 1 });
      // Refused without a word, as there is no room for it.
      const messages = await (await queue.worker("refused")).consume({ max_messages: 1, expires: 1_000 });
      const askedAt = env.clock.now();
      for await (const { type } of messages.status()) if (type === "heartbeats_missed") break;
      expect(env.clock.now() - askedAt).toBeGreaterThanOrEqual(1_000 - env.earlyMs);
      expect(env.clock.now() - askedAt).toBeLessThanOrEqual(1_500 + env.lateMs);
      expect((await queue.info()).num_waiting).toBe(1);
      messages.stop();
    },
  },
  {
    id: "F-55",
    title: "awaiting close() of an iterator that nobody reads hangs",
    async run(env) {
      const queue = await workQueue(env);
      await queue.put();
      const messages = await queue.consumer.consume({ max_messages: 1 });
      let isClosed = false;
      const closing = messages.close().then(() => (isClosed = true));
      await env.clock.sleep(300);
      expect(isClosed).toBe(false);
      for await (const message of messages) message.ack();
      await closing;
    },
  },
];
