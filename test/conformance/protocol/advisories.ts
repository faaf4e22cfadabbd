import { expect } from "vitest";
import type { ConformanceCase, Environment } from "../environment.ts";
import type { Json } from "./raw-line.ts";
import { type Talk, talk } from "./talk.ts";

const PREFIX = "$JS.EVENT.ADVISORY";
const TYPE = "io.nats.jetstream.advisory.v1";

type Told = readonly [subject: string, body: Json];

/** A client that hears what the server tells of the stream of this case, and of nothing else. */
async function listening(env: Environment): Promise<{ t: Talk; heard(count: number): Promise<Told[]>; all(): Told[] }> {
  const t = await talk(env);
  const kinds = [`STREAM.*.${t.name}`, `CONSUMER.*.${t.name}.>`];
  const sids = kinds.map((kind) => t.line.subscribe(`${PREFIX}.${kind}`));
  await t.line.settled();
  const all = () =>
    t.line.messages
      .filter(({ sid }) => sids.includes(sid))
      .map(({ subject, data }): Told => {
        const { id, timestamp, ...body } = JSON.parse(data) as Json;
        expect([typeof id, typeof timestamp]).toEqual(["string", "string"]);
        return [subject.slice(PREFIX.length + 1), body];
      });
  const heard = (count: number) => t.line.until(() => (all().length >= count ? all() : undefined));
  return { t, heard, all };
}

/** The same with a work queue, of whose making nothing more is heard. */
async function queue(env: Environment, options: Json) {
  const ears = await listening(env);
  await ears.t.stream({ retention: "workqueue" });
  await ears.t.consumer({ ack_wait: 300e6, ...options });
  await ears.heard(2);
  await ears.t.put("a");
  const about = { stream: ears.t.name, consumer: "c" };
  const since = async (count: number) => (await ears.heard(2 + count)).slice(2);
  return { ...ears, about, since };
}

export const ADVISORY_CASES: readonly ConformanceCase[] = [
  {
    id: "P-90",
    title: "STREAM.CREATED, UPDATED, DELETED and CONSUMER.CREATED, DELETED",
    async run(env) {
      const { t, heard } = await listening(env);
      const { name: stream } = t;
      await t.stream();
      await t.consumer();
      await t.api(`STREAM.UPDATE.${stream}`, t.streamConfig({ max_msgs: 5 }));
      await t.api(`CONSUMER.DELETE.${stream}.c`);
      await t.api(`STREAM.DELETE.${stream}`);
      const ofStream = (action: string) => ({ type: `${TYPE}.stream_action`, stream, action });
      const ofConsumer = (action: string) => ({ type: `${TYPE}.consumer_action`, stream, consumer: "c", action });
      expect(await heard(5)).toEqual([
        [`STREAM.CREATED.${stream}`, ofStream("create")],
        [`CONSUMER.CREATED.${stream}.c`, ofConsumer("create")],
        [`STREAM.UPDATED.${stream}`, ofStream("modify")],
        [`CONSUMER.DELETED.${stream}.c`, ofConsumer("delete")],
        [`STREAM.DELETED.${stream}`, ofStream("delete")],
      ]);
    },
  },
  {
    id: "P-91",
    title: "CONSUMER.MSG_NAKED and CONSUMER.MSG_TERMINATED, with which delivery and why",
    async run(env) {
      const { t, about, since } = await queue(env, { ack_wait: 30e9 });
      await t.ack(await t.next(), "-NAK");
      await t.ack(await t.next(), "+TERM it is poison");
      const numbers = { stream_seq: 1 };
      expect(await since(2)).toEqual([
        [
          `CONSUMER.MSG_NAKED.${t.name}.c`,
          { type: `${TYPE}.nak`, ...about, consumer_seq: 1, ...numbers, deliveries: 1 },
        ],
        [
          `CONSUMER.MSG_TERMINATED.${t.name}.c`,
          { type: `${TYPE}.terminated`, ...about, consumer_seq: 2, ...numbers, deliveries: 2, reason: "it is poison" },
        ],
      ]);
    },
  },
  {
    id: "P-92",
    title: "CONSUMER.MSG_TERMINATED as well when a message is deleted that somebody holds",
    async run(env) {
      const { t, since } = await queue(env, { ack_wait: 30e9 });
      await t.next();
      await t.api(`STREAM.MSG.DELETE.${t.name}`, { seq: 1 });
      const reason = "Unacknowledged message was deleted";
      expect(await since(1)).toMatchObject([[`CONSUMER.MSG_TERMINATED.${t.name}.c`, { reason, stream_seq: 1 }]]);
      const info = await t.settles(() => t.info(), { num_ack_pending: 0 });
      expect(info).toMatchObject({ ack_floor: { consumer_seq: 1, stream_seq: 1 } });
    },
  },
  {
    id: "P-93",
    title: "CONSUMER.MAX_DELIVERIES: with one delivery at most it comes when ack_wait has passed",
    async run(env) {
      const { t, about, since } = await queue(env, { max_deliver: 1 });
      const { at } = await t.next();
      const type = `${TYPE}.max_deliver`;
      expect(await since(1)).toEqual([
        [`CONSUMER.MAX_DELIVERIES.${t.name}.c`, { type, ...about, stream_seq: 1, deliveries: 1 }],
      ]);
      expect(env.clock.now() - at).toBeGreaterThanOrEqual(300 - env.earlyMs);
      await t.settles(() => t.info(), { num_ack_pending: 0, num_redelivered: 0, num_pending: 0 });
    },
  },
  {
    id: "P-94",
    title: "a stream can keep advisories",
    async run(env) {
      const t = await talk(env);
      const subjects = [`${PREFIX}.STREAM.*.${t.name}`];
      const kept = `${t.name}-kept`;
      await t.api(`STREAM.CREATE.${kept}`, { name: kept, subjects });
      await t.stream();
      await t.api(`STREAM.DELETE.${t.name}`);
      const state = async () => (await t.api(`STREAM.INFO.${kept}`))["state"] as Json;
      await t.settles(state, { messages: 2 });
      const last = await t.api(`STREAM.MSG.GET.${kept}`, { last_by_subj: `${PREFIX}.STREAM.DELETED.${t.name}` });
      expect(last["message"]).toMatchObject({ seq: 2 });
    },
  },
  {
    id: "P-95",
    title: "CONSUMER.PAUSE: of a pause, and that is cancelled",
    async run(env) {
      const { t, about, since } = await queue(env, {});
      const until = "2099-01-01T00:00:00Z";
      await t.api(`CONSUMER.PAUSE.${t.name}.c`, { pause_until: until });
      await t.api(`CONSUMER.PAUSE.${t.name}.c`, {});
      const told = { type: `${TYPE}.consumer_pause`, ...about };
      expect(await since(2)).toEqual([
        [`CONSUMER.PAUSE.${t.name}.c`, { ...told, pause_until: until, paused: true }],
        [`CONSUMER.PAUSE.${t.name}.c`, { ...told, pause_until: "0001-01-01T00:00:00Z", paused: false }],
      ]);
    },
  },
];
