import { AckPolicy } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { expect } from "vitest";
import type { Environment } from "../environment.ts";
import { type FactCase, nanos, type WorkQueue, workQueue } from "./support.ts";

const ACK_WAIT_MS = 200;
const MAX_DELIVER = 2;

/** One message that nobody finished, delivered as often as it may be, and its last delivery over. */
async function dead(env: Environment): Promise<WorkQueue> {
  const queue = await workQueue(env, { ack_wait: nanos(ACK_WAIT_MS), max_deliver: MAX_DELIVER });
  await queue.put();
  for (let nth = 1; nth <= MAX_DELIVER; nth++) expect((await queue.take()).info.deliveryCount).toBe(nth);
  // A pull has it noticed.
  expect(await queue.consumer.next({ expires: 1_000 })).toBeNull();
  await queue.infoBecomes({ num_ack_pending: 0, num_pending: 0 });
  return queue;
}

/** What the server tells of this case's consumer, of one kind. */
async function advisories(nc: NatsConnection, kind: string, stream: string) {
  const heard: { readonly stream_seq: number; readonly deliveries: number }[] = [];
  const subscription = nc.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.${kind}.${stream}.c`, {
    callback: (_error, message) => void heard.push(message.json()),
  });
  await nc.flush();
  return { heard, subscription };
}

/** 'After max_deliver' and 'Dead letters' of 'What a lab must get right'. */
export const DEAD_FACTS: readonly FactCase[] = [
  {
    id: "F-30",
    title: "after max_deliver the message stays, invisible: dead = messages − pending − ack-pending",
    async run(env) {
      const queue = await dead(env);
      await queue.put(2, 2);
      await queue.take();
      const [{ messages }, { num_pending, num_ack_pending }] = [await queue.state(), await queue.info()];
      expect([messages, num_pending, num_ack_pending]).toEqual([3, 1, 1]);
      expect(messages - num_pending - num_ack_pending).toBe(1);
    },
  },
  {
    id: "F-31",
    title: "out of it: get by sequence and delete, or a late ack",
    async run(env) {
      const queue = await dead(env);
      const { jsm, stream } = queue.operator;
      expect((await jsm.streams.getMessage(stream, { seq: 1 }))?.string()).toBe("job 1");
      expect(await jsm.streams.deleteMessage(stream, 1)).toBe(true);
      expect((await queue.state()).messages).toBe(0);
      const other = await workQueue(
        { ...env, namespace: `${env.namespace}-2` },
        { ack_wait: nanos(ACK_WAIT_MS), max_deliver: 1 },
      );
      await other.put();
      const held = await other.take();
      await other.infoBecomes({ num_ack_pending: 0 });
      expect(await held.ackAck()).toBe(true);
      await other.stateBecomes({ messages: 0 });
    },
  },
  {
    id: "F-32",
    title: "raising max_deliver does not revive it; deleting and recreating the consumer redelivers it with count 1",
    async run(env) {
      const queue = await dead(env);
      const { jsm, stream } = queue.operator;
      await jsm.consumers.update(stream, "c", { max_deliver: 9 });
      expect(await queue.consumer.next({ expires: 1_000 })).toBeNull();
      await jsm.consumers.delete(stream, "c");
      await jsm.consumers.add(stream, { durable_name: "c", ack_policy: AckPolicy.Explicit });
      const again = await queue.take();
      expect([again.seq, again.info.deliveryCount]).toEqual([1, 1]);
    },
  },
  {
    id: "F-33",
    title: "resetting the consumer does not revive it, unless it is reset to the message's own sequence",
    tabLacks: "CONSUMER.RESET",
    async run(env) {
      const queue = await dead(env);
      const { nc, stream } = queue.operator;
      const reset = async (body?: object) => {
        const answer = await nc.request(`$JS.API.CONSUMER.RESET.${stream}.c`, body && JSON.stringify(body));
        const { reset_seq, error } = answer.json<{ reset_seq?: number; error?: { description: string } }>();
        if (error !== undefined) throw new Error(error.description);
        return reset_seq;
      };
      expect(await reset()).toBe(2);
      expect(await queue.consumer.next({ expires: 1_000 })).toBeNull();
      expect(await reset({ seq: 1 })).toBe(1);
      const again = await queue.take();
      expect([again.seq, again.info.deliveryCount]).toEqual([1, 1]);
    },
  },
  {
    id: "F-34",
    title:
      "the MAX_DELIVERIES advisory is lazy: with max_deliver ≥ 2 and no pull it does not come; it comes with the next pull",
    async run(env) {
      const queue = await workQueue(env, { ack_wait: nanos(ACK_WAIT_MS), max_deliver: MAX_DELIVER });
      const { heard } = await advisories(queue.operator.nc, "MAX_DELIVERIES", queue.operator.stream);
      await queue.put();
      for (let nth = 1; nth <= MAX_DELIVER; nth++) await queue.take();
      await env.clock.sleep(4 * ACK_WAIT_MS);
      expect(heard).toEqual([]);
      expect(await queue.info()).toMatchObject({ num_ack_pending: 1 });
      expect(await queue.consumer.next({ expires: 1_000 })).toBeNull();
      expect(heard).toMatchObject([{ stream_seq: 1, deliveries: MAX_DELIVER }]);
    },
  },
  {
    id: "F-35",
    title: "advisory and get-by-sequence lose every terminated job: it is gone when the advisory comes",
    async run(env) {
      const queue = await workQueue(env);
      const { nc, jsm, stream } = queue.operator;
      const { heard, subscription } = await advisories(nc, "MSG_TERMINATED", stream);
      subscription.unsubscribe(1);
      await queue.put();
      (await queue.take()).term("it is poison");
      await subscription.closed;
      expect(heard).toMatchObject([{ stream_seq: 1 }]);
      expect(await jsm.streams.getMessage(stream, { seq: 1 })).toBeNull();
    },
  },
  {
    id: "F-36",
    title: "replay needs a new message id, or the dedup window swallows it",
    async run(env) {
      const queue = await workQueue(env);
      const { js, on } = queue.operator;
      await js.publish(on("a"), "x", { msgID: "job" });
      await (await queue.take()).ackAck();
      expect(await js.publish(on("a"), "x", { msgID: "job" })).toMatchObject({ duplicate: true });
      expect((await queue.state()).messages).toBe(0);
      expect(await js.publish(on("a"), "x", { msgID: "job/2" })).toMatchObject({ seq: 2, duplicate: false });
    },
  },
  {
    id: "F-37",
    title: "num_redelivered is a gauge of un-acked redelivered messages, not a counter",
    async run(env) {
      const queue = await workQueue(env, { ack_wait: nanos(ACK_WAIT_MS) });
      await queue.put();
      await queue.take();
      const again = await queue.take();
      expect((await queue.info()).num_redelivered).toBe(1);
      await again.ackAck();
      await queue.infoBecomes({ num_redelivered: 0 });
    },
  },
];
