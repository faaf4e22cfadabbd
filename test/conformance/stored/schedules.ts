import { AckPolicy, RetentionPolicy } from "@nats-io/jetstream";
import { expect } from "vitest";
import { wallNow } from "../../../engine/clock/system-clock.ts";
import type { ConformanceCase, Environment } from "../environment.ts";
import { type Operator, openDlq, refusalOf, withHeaders } from "./support.ts";

/** Soon enough for a test, and later than the quarter of a second in which a real server looks. */
const SOON_MS = 600;

/** A work queue with delays, whose worker sees the targets only. */
async function delayed(env: Environment): Promise<Operator & { next(): Promise<Seen> }> {
  const retention = RetentionPolicy.Workqueue;
  const operator = await openDlq(env, { allow_msg_schedules: true, allow_msg_ttl: true, retention });
  const { js, jsm, stream, on } = operator;
  const filter_subject = on("job.>");
  await jsm.consumers.add(stream, { durable_name: "w", ack_policy: AckPolicy.Explicit, filter_subject });
  const worker = await js.consumers.get(stream, "w");
  return {
    ...operator,
    async next() {
      const message = await worker.next({ expires: 10_000 });
      const at = wallNow();
      await message?.ackAck();
      const headers = [...(message?.headers ?? [])].map(([name, values]) => `${name}: ${values.join()}`);
      return { subject: message?.subject ?? "", data: message?.string() ?? "", headers, at };
    },
  };
}

type Seen = {
  readonly subject: string;
  readonly data: string;
  readonly headers: readonly string[];
  readonly at: number;
};

const at = (unixMs: number) => new Date(unixMs);

export const SCHEDULE_CASES: readonly ConformanceCase[] = [
  {
    id: "SC-01",
    title: "a scheduled message comes on its target when it is due, and its schedule is gone",
    async run(env) {
      const { js, jsm, stream, on, next } = await delayed(env);
      const due = wallNow() + SOON_MS;
      const schedule = { specification: at(due), target: on("job.a"), ttl: "60s" } as const;
      await js.publish(on("delay.1"), "later", { ...withHeaders({ Own: "kept" }), msgID: "k", schedule });
      const seen = await next();
      expect(seen).toMatchObject({ subject: on("job.a"), data: "later" });
      expect(seen.at).toBeGreaterThanOrEqual(due - env.earlyMs);
      expect(seen.at).toBeLessThanOrEqual(due + env.lateMs);
      const marks = [`Nats-Scheduler: ${on("delay.1")}`, "Nats-Schedule-Next: purge", "Nats-TTL: 60s"];
      expect(seen.headers).toEqual(["Own: kept", ...marks]);
      expect((await jsm.streams.info(stream)).state.messages).toBe(0);
    },
  },
  {
    id: "SC-02",
    title: "a second schedule on a subject replaces the first, a purge of the subject cancels it",
    async run(env) {
      const { js, jsm, stream, on, next } = await delayed(env);
      const put = (rest: string, data: string, inMs: number) =>
        js.publish(on(`delay.${rest}`), data, {
          schedule: { specification: at(wallNow() + inMs), target: on("job.a") },
        });
      await put("1", "first", SOON_MS);
      await put("2", "cancelled", SOON_MS);
      await put("1", "second", 2 * SOON_MS);
      expect(await jsm.streams.purge(stream, { filter: on("delay.2") })).toMatchObject({ purged: 1 });
      await put("3", "last", 4 * SOON_MS);
      expect([(await next()).data, (await next()).data]).toEqual(["second", "last"]);
    },
  },
  {
    id: "SC-03",
    title: "an interval comes again and again, its schedule stays",
    async run(env) {
      const { js, jsm, stream, on, next } = await delayed(env);
      const every = { "Nats-Schedule": "@every 1s", "Nats-Schedule-Target": on("job.a") };
      await js.publish(on("tick"), "tick", withHeaders(every));
      const [first, second] = [await next(), await next()];
      expect([first.data, second.data]).toEqual(["tick", "tick"]);
      expect(second.headers[1]).toMatch(/^Nats-Schedule-Next: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect((await jsm.streams.info(stream, { subjects_filter: on("tick") })).state.subjects).toEqual({
        [on("tick")]: 1,
      });
    },
  },
  {
    id: "SC-04",
    title: "a wrong schedule is refused, each mistake with its code",
    async run(env) {
      const { js, on } = await delayed(env);
      const due = `@at ${at(wallNow() + 3_600_000).toISOString()}`;
      const put = (schedule: string, target: string, more: Record<string, string> = {}) => {
        const asked = { "Nats-Schedule": schedule, "Nats-Schedule-Target": target, ...more };
        return refusalOf(js.publish(on("delay.1"), "x", withHeaders(asked)));
      };
      const job = on("job.a");
      expect(await put("soon", job)).toBe(10189);
      expect(await put("@at tomorrow", job)).toBe(10189);
      expect(await put("@every 10ms", job)).toBe(10189);
      expect(await put(due, "elsewhere.a")).toBe(10190);
      expect(await put(due, on("delay.1"))).toBe(10190);
      expect(await put(due, on("job.*"))).toBe(10190);
      expect(await put(due, job, { "Nats-Schedule-TTL": "1ms" })).toBe(10191);
      expect(await put(due, job, { "Nats-Rollup": "all" })).toBe(10192);
      expect(await put(due, job, { "Nats-Schedule-Source": job })).toBe(10203);
      expect(await put(due, job, { "Nats-Expected-Last-Subject-Sequence": "9" })).toBe(10071);
    },
  },
  {
    id: "SC-05",
    title: "cron patterns have six fields; those that make no sense are refused",
    async run(env) {
      const { js, on } = await delayed(env);
      const target = { "Nats-Schedule-Target": on("job.a") };
      const put = (pattern: string) =>
        refusalOf(js.publish(on("delay.1"), "x", withHeaders({ "Nats-Schedule": pattern, ...target })));
      const accepted = [
        "0 0 3 * * *",
        "*/15 * * * * *",
        "0 0 9-17/2 1,15 JAN-MAR ?",
        "0 0 0 ? * mon",
        "5/10 0 0 1 1 *",
      ];
      for (const pattern of [...accepted, "@yearly", "@hourly"]) {
        expect(await put(pattern), pattern).toMatchObject({ answer: { stream: env.namespace } });
      }
      const outside = ["60 * * * * *", "* * 24 * * *", "* * * 0 * *", "* * * 32 * *", "* * * * 13 *", "* * * * * 7"];
      const malformed = ["* * * * *", "* * * * * * *", "0 0 5-2 * * *", "*/0 * * * * *", "a * * * * *", "@fortnightly"];
      for (const pattern of [...outside, ...malformed]) expect(await put(pattern), pattern).toBe(10189);
    },
  },
  {
    id: "SC-06",
    title: "a cron pattern alone has a time zone; one that nobody knows is refused, be there a schedule or not",
    async run(env) {
      const { js, on } = await delayed(env);
      const put = (zone: string, pattern?: string) => {
        const schedule = pattern === undefined ? {} : { "Nats-Schedule": pattern, "Nats-Schedule-Target": on("job.a") };
        const headers = withHeaders({ ...schedule, "Nats-Schedule-Time-Zone": zone });
        return refusalOf(js.publish(on("delay.1"), "x", headers));
      };
      expect(await put("UTC", "0 0 3 * * *")).toMatchObject({ answer: { stream: env.namespace } });
      expect(await put("UTC", "@daily")).toMatchObject({ answer: { stream: env.namespace } });
      expect(await put("UTC")).toMatchObject({ answer: { stream: env.namespace } });
      expect(await put("UTC", "@every 5s")).toBe(10189);
      expect(await put("UTC", "@at 2030-01-01T00:00:00Z")).toBe(10189);
      expect(await put("UTC", "soon")).toBe(10189);
      expect(await put("Europe/Atlantis", "0 0 3 * * *")).toBe(10223);
      expect(await put("Europe/Atlantis", "@every 5s")).toBe(10223);
      expect(await put("Europe/Atlantis")).toBe(10223);
    },
  },
];
