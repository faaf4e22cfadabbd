import { expect } from "vitest";
import { whenQuick } from "../bench.ts";
import type { ConformanceCase } from "../environment.ts";
import { type Got, type Json, status } from "./raw-line.ts";
import { type ApiError, delivery, seqs, type Talk, talkOn } from "./talk.ts";

/** A push consumer to the subject `<name>-in`, which key-value watchers and ordered consumers are made of. */
const push = (t: Talk, config: Json = {}): Promise<Json> =>
  t.api(`CONSUMER.CREATE.${t.name}.c`, {
    stream_name: t.name,
    config: { name: "c", ack_policy: "none", deliver_subject: `${t.name}-in`, ...config },
  });

const codeOf = (answer: Json) => (answer["error"] as ApiError | undefined)?.err_code;

export const PUSH_CASES: readonly ConformanceCase[] = [
  {
    id: "P-76",
    title: "a push consumer delivers as soon as somebody listens, and not before",
    async run(env) {
      const t = await talkOn(env);
      await t.put("a", "1");
      expect(await push(t)).not.toHaveProperty("push_bound");
      const sid = t.line.subscribe(`${t.name}-in`);
      await t.put("b", "2");
      const got = await t.line.first(2, sid);
      expect(got.map(({ subject, data }) => [subject, data])).toEqual([
        [t.on("a"), "1"],
        [t.on("b"), "2"],
      ]);
      expect(delivery(got[0] as Got)).toMatchObject({ count: 1, seq: 1, consumerSeq: 1 });
      await t.settles(() => t.info(), { num_pending: 0, push_bound: true });
      t.line.unsubscribe(sid);
      await t.put("c");
      await t.settles(() => t.info(), { num_pending: 1 });
    },
  },
  {
    id: "P-77",
    title: "last_per_subject: the last message of each subject, then all that comes",
    async run(env) {
      const t = await talkOn(env);
      for (const rest of ["a", "b", "a", "x.y"]) await t.put(rest);
      expect(await push(t, { deliver_policy: "last_per_subject", filter_subject: t.on("*") })).toMatchObject({
        num_pending: 2,
      });
      await t.put("b");
      const sid = t.line.subscribe(`${t.name}-in`);
      expect(seqs(await t.line.first(3, sid))).toEqual([2, 3, 5]);
      await t.api(`CONSUMER.DELETE.${t.name}.c`);
      expect(codeOf(await push(t, { deliver_policy: "last_per_subject" }))).toBe(10094);
    },
  },
  {
    id: "P-78",
    title: "100: a heartbeat of a push consumer follows each stretch without a message",
    run: whenQuick(300, async (env, beatMs) => {
      const t = await talkOn(env);
      const sid = t.line.subscribe(`${t.name}-in`);
      await push(t, { idle_heartbeat: beatMs * 1e6 });
      const sentAt = env.clock.now();
      await t.put("a");
      const [, ...beats] = (await t.line.first(3, sid)) as [Got, Got, Got];
      const headers = "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 1\r\nNats-Last-Stream: 1\r\n\r\n";
      expect(beats).toMatchObject([
        { subject: `${t.name}-in`, headers },
        { subject: `${t.name}-in`, headers },
      ]);
      expect((beats[1] as Got).at - sentAt).toBeGreaterThanOrEqual(2 * beatMs - env.earlyMs);
      expect((beats[1] as Got).at - sentAt).toBeLessThanOrEqual(2 * beatMs + env.lateMs);
    }),
  },
  {
    id: "P-79",
    title:
      "100 FlowControl Request: a window goes out, more with each answer; what is stalled is told with the heartbeat",
    async run(env) {
      const t = await talkOn(env);
      const big = "x".repeat(100_000);
      for (let n = 0; n < 60; n++) await t.put("a", big);
      const sid = t.line.subscribe(`${t.name}-in`);
      await push(t, { flow_control: true, idle_heartbeat: 500e6 });
      const statuses = () => t.line.of(sid).filter(({ subject }) => subject !== t.on("a"));
      const delivered = () => t.line.of(sid).length - statuses().length;
      const question = await t.line.until(() => statuses().find((one) => status(one) === "100 FlowControl Request"));
      const stalled = `Nats-Consumer-Stalled: ${question.reply}`;
      await t.line.until(() => statuses().find(({ headers }) => headers.includes(stalled)));
      expect(question.reply).toMatch(new RegExp(`^\\$JS\\.FC\\.${t.name}\\.c\\.`));
      expect(delivered()).toBeLessThan(30);
      t.line.publish(question.reply);
      await t.line.until(() => (delivered() > 40 ? true : undefined));
    },
  },
  {
    id: "P-80",
    title: "409: a push consumer is no pull consumer, nor becomes one",
    async run(env) {
      const t = await talkOn(env);
      t.line.subscribe(`${t.name}-in`);
      await push(t);
      expect((await t.pulled()).headers).toBe("NATS/1.0 409 Consumer is push based\r\n\r\n");
      const elsewhere = await push(t, { deliver_subject: `${t.name}-other` });
      expect(elsewhere["error"]).toEqual({ code: 400, err_code: 10013, description: "consumer name already in use" });
      const pulling = { stream_name: t.name, config: { name: "c", ack_policy: "none" } };
      expect(codeOf(await t.api(`CONSUMER.CREATE.${t.name}.c`, pulling))).toBe(10012);
    },
  },
];
