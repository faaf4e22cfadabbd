import { AckPolicy, type JsMsg, type PriorityPolicy, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import { expect } from "vitest";
import { whenQuick } from "../bench.ts";
import { talkOn } from "../protocol/talk.ts";
import { openDlq, refusalOf } from "../stored/support.ts";
import { type FactCase, nanos, seqs, workQueue } from "./support.ts";

const stream = (t: string) => `the stream option ${t}`;

/** 'Calls that worked', as far as no other case holds them. */
export const CALL_FACTS: readonly FactCase[] = [
  {
    id: "F-01",
    title: "pull, many workers: consumers.add, then consumer.next, fetch or consume; each message to one of them",
    async run(env) {
      const queue = await workQueue(env);
      await queue.put(6);
      const got = [await queue.take()];
      for await (const message of await queue.consumer.fetch({ max_messages: 2, expires: 5_000 })) got.push(message);
      const other = await queue.worker("other");
      const consumed = await other.consume({ max_messages: 3 });
      for await (const message of consumed) if (got.push(message) === 6) break;
      expect(seqs(got)).toEqual([1, 2, 3, 4, 5, 6]);
      for (const message of got) expect(await message.ackAck()).toBe(true);
      expect((await queue.state()).messages).toBe(0);
    },
  },
  {
    id: "F-02",
    title: "m.nak(ms), m.working(), m.term(reason)",
    run: whenQuick(1_000, async (env, ackWaitMs) => {
      const queue = await workQueue(env, { ack_wait: nanos(ackWaitMs) });
      await queue.put();
      const first = await queue.take();
      const nakedAt = env.clock.now();
      first.nak(200);
      const second = await queue.take();
      expect(env.clock.now() - nakedAt).toBeGreaterThanOrEqual(200 - env.earlyMs);
      const workedAt = env.clock.now();
      second.working();
      const third = await queue.take();
      expect(env.clock.now() - workedAt).toBeGreaterThanOrEqual(ackWaitMs - env.earlyMs);
      expect([first, second, third].map(({ info }) => info.deliveryCount)).toEqual([1, 2, 3]);
      third.term("it is poison");
      await queue.stateBecomes({ messages: 0 });
    }),
  },
  {
    id: "F-03",
    title: "a backoff list longer than max_deliver is 10116; one as long as it will do",
    async run(env) {
      const { jsm, stream: name } = await openDlq(env, { retention: RetentionPolicy.Workqueue });
      const add = (max_deliver: number) =>
        jsm.consumers.add(name, {
          durable_name: "c",
          ack_policy: AckPolicy.Explicit,
          backoff: [nanos(1_000), nanos(2_000)],
          max_deliver,
        });
      expect(await refusalOf(add(1))).toBe(10116);
      expect((await add(2)).config).toMatchObject({ max_deliver: 2, ack_wait: nanos(1_000) });
    },
  },
  {
    id: "F-04",
    title: "priority groups rank clients, not messages",
    tabLacks: "the consumer option priority_groups",
    async run(env) {
      const queue = await workQueue(env, { priority_groups: ["g"], priority_policy: "prioritized" as PriorityPolicy });
      const t = await talkOn({ ...env, namespace: `${env.namespace}-t` });
      const ask = (priority: number) =>
        t.line.ask(
          `$JS.API.CONSUMER.MSG.NEXT.${queue.operator.stream}.c`,
          JSON.stringify({ batch: 2, expires: nanos(10_000), group: "g", priority }),
        );
      const low = ask(5);
      await queue.infoBecomes({ num_waiting: 1 });
      const high = ask(1);
      await queue.infoBecomes({ num_waiting: 2 });
      await queue.put(3);
      await Promise.all([t.line.first(2, high), t.line.first(1, low)]);
      const data = (sid: string) => t.line.of(sid).map((message) => message.data);
      // Whoever ranks first gets what comes first, whatever it is.
      expect([data(high), data(low)]).toEqual([["job 1", "job 2"], ["job 3"]]);
    },
  },
  {
    id: "F-05",
    title: "atomic batch: allow_atomic, startBatch / add / commit; nothing is stored before the commit",
    async run(env) {
      const { js, jsm, stream: name, on } = await openDlq(env, { allow_atomic: true, storage: StorageType.Memory });
      const batch = await js.startBatch(on("a"), "1");
      batch.add(on("b"), "2");
      expect((await jsm.streams.info(name)).state.messages).toBe(0);
      expect(await batch.commit(on("c"), "3")).toMatchObject({ stream: name, seq: 3, count: 3 });
      expect((await jsm.streams.info(name)).state.messages).toBe(3);
    },
  },
  {
    id: "F-06",
    title: "partitions: a subject transform with {{partition(4,1)}}, the same for a key every time",
    tabLacks: stream("subject_transform"),
    async run(env) {
      const dest = `${env.namespace}.{{partition(4,1)}}.{{wildcard(1)}}`;
      const src = `${env.namespace}.*`;
      const { js, jsm, stream: name, on } = await openDlq(env, { subject_transform: { src, dest } });
      const keys = Array.from({ length: 12 }, (_, n) => `key${n}`);
      for (const key of [...keys, ...keys]) await js.publish(on(key), "x");
      const { state } = await jsm.streams.info(name, { subjects_filter: ">" });
      const subjects = Object.entries(state.subjects ?? {});
      expect(subjects.map(([, count]) => count)).toEqual(keys.map(() => 2));
      const partitions = new Set(subjects.map(([subject]) => subject.split(".")[1]));
      for (const partition of partitions) expect(["0", "1", "2", "3"]).toContain(partition);
      expect(partitions.size).toBeGreaterThan(1);
    },
  },
  {
    id: "F-07",
    title: "retained log beside a queue: republish to a subject that a limits stream captures",
    tabLacks: stream("republish"),
    async run(env) {
      const kept = `${env.namespace}-log`;
      const republish = { src: `${env.namespace}.>`, dest: `${kept}.>` };
      const queue = await workQueue(env, {}, { republish });
      const { jsm } = queue.operator;
      await jsm.streams.add({ name: kept, subjects: [`${kept}.>`] });
      await queue.put(2);
      for (const message of await queue.takes(2)) await message.ackAck();
      const left = async () => (await jsm.streams.info(kept)).state.messages;
      expect([(await queue.state()).messages, await left()]).toEqual([0, 2]);
    },
  },
  {
    id: "F-08",
    title: "read without consuming: streams.getMessage({seq}); a work-queue stream refuses ordered consumers",
    async run(env) {
      const queue = await workQueue(env);
      const { js, jsm, stream: name } = queue.operator;
      await queue.put(2);
      const message = await jsm.streams.getMessage(name, { seq: 2 });
      expect([message?.seq, message?.string()]).toEqual([2, "job 2"]);
      expect(await queue.info()).toMatchObject({ num_pending: 2, num_ack_pending: 0 });
      const ordered = async () => (await js.consumers.get(name)).next({ expires: 1_000 });
      expect(await refusalOf(ordered())).toBe(10084);
    },
  },
  {
    id: "F-09",
    title: "read without consuming: direct.getBatch",
    tabLacks: "batch",
    async run(env) {
      const { js, jsm, stream: name, on } = await openDlq(env, { allow_direct: true });
      for (const data of ["1", "2", "3"]) await js.publish(on("a"), data);
      const got: string[] = [];
      for await (const message of await jsm.direct.getBatch(name, { seq: 1, batch: 2 })) got.push(message.string());
      expect(got).toEqual(["1", "2"]);
    },
  },
  {
    id: "F-10",
    title: "who looks at the stream sees what a worker holds: peeking takes no lease",
    async run(env) {
      const queue = await workQueue(env);
      await queue.put();
      const held: JsMsg = await queue.take();
      const seen = await queue.operator.jsm.streams.getMessage(queue.operator.stream, {
        last_by_subj: queue.operator.on("1"),
      });
      expect([seen?.seq, (await queue.info()).num_ack_pending]).toEqual([held.seq, 1]);
    },
  },
];
