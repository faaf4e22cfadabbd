import { jetstream, type JsMsg } from "@nats-io/jetstream";
import { expect } from "vitest";
import { whenQuick } from "../bench.ts";
import { type Environment, inNamespace } from "../environment.ts";
import { type FactCase, nanos, seqs, type WorkQueue, workQueue } from "./support.ts";

const ACK_WAIT_MS = 400;

/** A held the message for too long, and B has it now, surely until `holdsUntil`. */
async function overtaken(env: Environment) {
  const queue = await workQueue(env, { ack_wait: nanos(ACK_WAIT_MS) });
  await queue.put();
  const askedAt = env.clock.now();
  const stale = await queue.take();
  const fresh = await queue.take(await queue.worker("b"));
  expect([stale.info.deliveryCount, fresh.info.deliveryCount]).toEqual([1, 2]);
  return { queue, stale, fresh, holdsUntil: askedAt + 2 * ACK_WAIT_MS };
}

/** When each delivery of one message came, and when it was nak'd. */
type Round = { readonly at: number; readonly nakedAt: number };

async function nakRounds(queue: WorkQueue, count: number, nak: (message: JsMsg) => void): Promise<Round[]> {
  const { clock } = queue.env;
  const rounds: Round[] = [];
  for (let nth = 1; nth <= count; nth++) {
    const message = await queue.take();
    const at = clock.now();
    expect(message.info.deliveryCount).toBe(nth);
    rounds.push({ at, nakedAt: clock.now() });
    nak(message);
  }
  return rounds;
}

/** Each came back no earlier than so long after it was nak'd, and soon then. */
function expectWaits(env: Environment, rounds: readonly Round[], waits: readonly number[]): void {
  for (const [n, wait] of waits.entries()) {
    const passed = (rounds[n + 1]?.at ?? NaN) - (rounds[n]?.nakedAt ?? NaN);
    expect(passed, `after nak ${n + 1}`).toBeGreaterThanOrEqual(wait - env.earlyMs);
    expect(passed, `after nak ${n + 1}`).toBeLessThanOrEqual(wait + env.lateMs);
  }
}

/** 'No fencing', 'Order' and 'Timers' of 'What a lab must get right'. */
export const LEASE_FACTS: readonly FactCase[] = [
  {
    id: "F-20",
    title: "no fencing: a stale nak causes an immediate third delivery",
    async run(env) {
      const { queue, stale } = await overtaken(env);
      const nakedAt = env.clock.now();
      stale.nak();
      const third = await queue.take();
      expect(third.info.deliveryCount).toBe(3);
      if (env.isExact) expect(env.clock.now() - nakedAt).toBeLessThan(ACK_WAIT_MS / 4);
    },
  },
  {
    id: "F-21",
    title: "no fencing: a stale working() extends the other's lease",
    async run(env) {
      for (let nth = 1; ; nth++) {
        const { queue, stale, holdsUntil } = await overtaken(inNamespace(env, String(nth)));
        await env.clock.sleep(ACK_WAIT_MS / 4);
        const saidAt = env.clock.now();
        stale.working();
        await queue.operator.nc.flush();
        // On a busy machine it may have been too late to tell anything.
        if (env.clock.now() >= holdsUntil) continue;
        const third = await queue.take();
        expect(third.info.deliveryCount).toBe(3);
        expect(env.clock.now() - saidAt).toBeGreaterThanOrEqual(ACK_WAIT_MS - env.earlyMs);
        return;
      }
    },
  },
  {
    id: "F-22",
    title: "no fencing: a stale term() deletes, and the other's ack is confirmed all the same",
    async run(env) {
      const { queue, stale, fresh } = await overtaken(env);
      stale.term();
      await queue.stateBecomes({ messages: 0 });
      expect(await fresh.ackAck()).toBe(true);
    },
  },
  {
    id: "F-19",
    title: "order: after expiry by sequence, and ahead of new messages",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await workQueue(env, { ack_wait: nanos(ackWaitMs) });
      await queue.put(3);
      // Asked for together, so that they are over together.
      for await (const _ of await queue.consumer.fetch({ max_messages: 3, expires: 5_000 }));
      await queue.put(2, 4);
      const again = await queue.worker("again");
      await env.clock.sleep(ackWaitMs + 100);
      const got: JsMsg[] = [];
      for await (const message of await again.fetch({ max_messages: 5, expires: 5_000 })) got.push(message);
      expect(got.map(({ seq, info }) => `${seq}/${info.deliveryCount}`)).toEqual(["1/2", "2/2", "3/2", "4/1", "5/1"]);
    }),
  },
  {
    id: "F-23",
    title: "order: plain naks in nak order ahead of new messages, delayed naks after new ones",
    run: whenQuick(1_000, async (env, delayMs) => {
      const queue = await workQueue(env);
      await queue.put(4);
      const messages = await queue.takes(4);
      const nak = (seq: number, delay?: number) => messages[seq - 1]?.nak(delay);
      nak(3);
      nak(1);
      nak(4, delayMs);
      await queue.operator.nc.flush();
      await queue.put(1, 5);
      expect(seqs(await queue.takes(4))).toEqual([3, 1, 5, 4]);
    }),
  },
  {
    id: "F-24",
    title: "timers: ack_wait of 50, 100 and 500 ms, kept to the millisecond or a few more",
    async run(env) {
      for (const waitMs of [50, 100, 500]) {
        const queue = await workQueue(inNamespace(env, String(waitMs)), { ack_wait: nanos(waitMs) });
        await queue.put();
        const askedAt = env.clock.now();
        await queue.take();
        await queue.take();
        const passed = env.clock.now() - askedAt;
        expect(passed, `${waitMs} ms`).toBeGreaterThanOrEqual(waitMs - env.earlyMs);
        expect(passed, `${waitMs} ms`).toBeLessThanOrEqual(waitMs + env.lateMs);
      }
    },
  },
  {
    id: "F-25",
    title: "timers: nak(1) and nak(10) come back no earlier, and soon then",
    async run(env) {
      const queue = await workQueue(env);
      await queue.put();
      const delays = [1, 10];
      const rounds = await nakRounds(queue, 3, (message) => message.nak(delays.shift() ?? 0));
      expectWaits(env, rounds, [1, 10]);
    },
  },
  {
    id: "F-26",
    title: "timers: ack_wait runs from the server's delivery, not from the start of the handler",
    run: whenQuick(ACK_WAIT_MS, async (env, ackWaitMs) => {
      const queue = await workQueue(env, { ack_wait: nanos(ackWaitMs) });
      await queue.put(2);
      const askedAt = env.clock.now();
      const fetched = await queue.consumer.fetch({ max_messages: 2, expires: 5_000 });
      const handled: JsMsg[] = [];
      for await (const message of fetched) {
        handled.push(message);
        // The second message waits in this client meanwhile.
        if (handled.length === 1) await env.clock.sleep(ackWaitMs - 100);
      }
      const again = await queue.takes(2);
      const passed = env.clock.now() - askedAt;
      expect(seqs(again)).toEqual([1, 2]);
      expect(passed).toBeGreaterThanOrEqual(ackWaitMs - env.earlyMs);
      if (env.isExact) expect(passed).toBeLessThan(2 * ackWaitMs - 100);
    }),
  },
  {
    id: "F-27",
    title:
      "backoff and nak(delay) do not mix: each wait is the delay and what the list has grown by since its first entry",
    run: whenQuick(300, async (env, firstMs) => {
      const queue = await workQueue(env, {
        backoff: [1, 7 / 3, 13 / 3].map((times) => nanos(Math.round(times * firstMs))),
        max_deliver: 9,
      });
      await queue.put();
      const rounds = await nakRounds(queue, 4, (message) => message.nak(firstMs / 3));
      expectWaits(
        env,
        rounds,
        [1, 5, 11].map((thirds) => (thirds * firstMs) / 3),
      );
    }),
  },
  {
    id: "F-28",
    title: "plain nak ignores backoff",
    async run(env) {
      const queue = await workQueue(env, { backoff: [nanos(4_000), nanos(4_500)], max_deliver: 9 });
      await queue.put();
      const rounds = await nakRounds(queue, 4, (message) => message.nak());
      expectWaits(env, rounds, [0, 0, 0]);
    },
  },
  {
    id: "F-29",
    title: "disconnecting releases no leases",
    async run(env) {
      const queue = await workQueue(env, { ack_wait: nanos(ACK_WAIT_MS) });
      await queue.put();
      const nc = await env.connect("leaver");
      const takenAt = env.clock.now();
      await queue.take(await jetstream(nc).consumers.get(queue.operator.stream, "c"));
      await nc.close();
      const again = await queue.take();
      expect(again.info.deliveryCount).toBe(2);
      expect(env.clock.now() - takenAt).toBeGreaterThanOrEqual(ACK_WAIT_MS - env.earlyMs);
    },
  },
];
