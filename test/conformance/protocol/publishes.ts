import { expect } from "vitest";
import type { ConformanceCase } from "../environment.ts";
import type { Json } from "./raw-line.ts";
import { type ApiError, talkOn } from "./talk.ts";

const codeOf = (answer: Json) => (answer["error"] as ApiError | undefined)?.err_code;
const WINDOW_MS = 300;
/** nats-server forgets old ids together, not more often than so. */
const FORGETS_EVERY_MS = 50;

const SIZE_EXCEEDED = "message size exceeds maximum allowed";
const PER_SUBJECT = "maximum messages per subject exceeded";
type Limit = readonly [limit: Json, outcomes: readonly (number | string)[], state: Json];
const LIMITS: readonly Limit[] = [
  [{ discard: "new", max_msgs: 2 }, [1, 2, "maximum messages exceeded"], { messages: 2, first_seq: 1 }],
  [{ discard: "new", max_bytes: 64 }, [1, 2, "maximum bytes exceeded"], { messages: 2, first_seq: 1 }],
  [
    { discard: "new", max_msgs_per_subject: 1, discard_new_per_subject: true },
    [1, PER_SUBJECT, PER_SUBJECT],
    { messages: 1, first_seq: 1 },
  ],
  [{ discard: "new", max_msgs: 2, max_msgs_per_subject: 1 }, [1, 2, 3], { messages: 1, first_seq: 3 }],
  [{ max_msgs: 2 }, [1, 2, 3], { messages: 2, first_seq: 2 }],
  [{ max_bytes: 64 }, [1, 2, 3], { messages: 2, first_seq: 2 }],
  [{ max_msgs_per_subject: 1 }, [1, 2, 3], { messages: 1, first_seq: 3 }],
  [{ max_msg_size: 4 }, [SIZE_EXCEEDED, SIZE_EXCEEDED, SIZE_EXCEEDED], { messages: 0 }],
  [{ max_bytes: 10 }, [1, 2, 3], { messages: 0, first_seq: 4, last_seq: 3 }],
  [{ first_seq: 10 }, [10, 11, 12], { messages: 3, first_seq: 10, last_seq: 12 }],
];

export const PUBLISH_CASES: readonly ConformanceCase[] = [
  {
    id: "P-50",
    title:
      "PubAck: stream and sequence; duplicate when the id is known, though its message is gone and its subject another",
    async run(env) {
      const t = await talkOn(env, { retention: "workqueue" });
      await t.consumer();
      expect(await t.put("a")).toEqual({ stream: t.name, seq: 1 });
      expect(await t.put("a", "x", "Nats-Msg-Id: k")).toEqual({ stream: t.name, seq: 2 });
      for (const message of await t.nexts(2)) await t.ack(message);
      await t.settles(() => t.state(), { messages: 0 });
      expect(await t.put("b", "y", "Nats-Msg-Id: k")).toEqual({ stream: t.name, seq: 2, duplicate: true });
    },
  },
  {
    id: "P-51",
    title: "D1: an id is known until its window ends, to the millisecond, and then forgotten",
    async run(env) {
      const t = await talkOn(env, { duplicate_window: WINDOW_MS * 1e6 });
      const { clock } = env;
      const put = async () => {
        const sentAt = clock.now();
        const answer = await t.put("a", "x", "Nats-Msg-Id: k");
        return { sentAt, answeredAt: clock.now(), isDuplicate: answer["duplicate"] === true };
      };
      const { sentAt } = await put();
      for (const afterMs of [WINDOW_MS / 2, WINDOW_MS - 1]) {
        await clock.sleep(Math.max(0, sentAt + afterMs - clock.now()));
        const again = await put();
        // At most so long ago did the server hear of the first one.
        const ageMs = (env.isExact ? again.sentAt : again.answeredAt) - sentAt;
        if (ageMs < WINDOW_MS) expect(again.isDuplicate, `after ${afterMs} ms`).toBe(true);
      }
      await clock.sleep(sentAt + WINDOW_MS + FORGETS_EVERY_MS + env.lateMs - clock.now());
      expect((await put()).isDuplicate).toBe(false);
    },
  },
  {
    id: "P-52",
    title: "a publisher's conditions are checked before anything is stored",
    async run(env) {
      const t = await talkOn(env);
      await t.put("a", "x", "Nats-Msg-Id: first");
      const last = (seq: number | string) => `Nats-Expected-Last-Subject-Sequence: ${seq}`;
      const refused = [
        await t.put("a", "y", "Nats-Expected-Stream: T"),
        await t.put("a", "y", "Nats-Expected-Last-Sequence: 9"),
        await t.put("a", "y", "Nats-Expected-Last-Sequence: nonsense"),
        await t.put("b", "y", last(1)),
        await t.put("a", "y", "Nats-Expected-Last-Msg-Id: other"),
      ];
      const error = (err_code: number, description: string) => ({
        error: { code: 400, err_code, description },
        stream: t.name,
        seq: 0,
      });
      expect(refused).toEqual([
        error(10060, "expected stream does not match"),
        error(10071, "wrong last sequence: 1"),
        error(10071, "wrong last sequence: 1"),
        error(10071, "wrong last sequence: 0"),
        error(10070, "wrong last msg ID: first"),
      ]);
      expect(await t.state()).toMatchObject({ last_seq: 1 });
      expect(await t.put("a", "y", "Nats-Expected-Last-Msg-Id: first")).toMatchObject({ seq: 2 });
      expect(await t.put("b", "y", last(0))).toMatchObject({ seq: 3 });
      const other = `${last(2)}\r\nNats-Expected-Last-Subject-Sequence-Subject: ${t.on("a")}`;
      expect(await t.put("c", "y", other)).toMatchObject({ seq: 4 });
    },
  },
  {
    id: "P-53",
    title: "conditions on sequences come before the look for a duplicate, the one on the last id after it",
    async run(env) {
      const t = await talkOn(env);
      const put = (header = "") => t.put("a", "x", `Nats-Msg-Id: k${header}`);
      await put();
      const codes = [];
      for (const header of ["Last-Subject-Sequence: 0", "Last-Sequence: 0"])
        codes.push(codeOf(await put(`\r\nNats-Expected-${header}`)));
      codes.push(codeOf(await put("\r\nNats-Schedule: bad")));
      expect(codes).toEqual([10071, 10071, 10188]);
      for (const header of ["Nats-Expected-Last-Msg-Id: other", "Nats-Rollup: bad", "Nats-TTL: bad"])
        expect(await put(`\r\n${header}`), header).toMatchObject({ duplicate: true });
    },
  },
  {
    id: "P-54",
    title: "a condition may be on another subject, or on a pattern",
    async run(env) {
      const t = await talkOn(env);
      for (const rest of ["a", "b.c"]) await t.put(rest);
      const put = (seq: string, rest: string) =>
        t.put("z", "x", `${seq}Nats-Expected-Last-Subject-Sequence-Subject: ${t.on(rest)}`);
      const last = (seq: number) => `Nats-Expected-Last-Subject-Sequence: ${seq}\r\n`;
      const missing = {
        code: 400,
        err_code: 10193,
        description: "missing sequence for expected last sequence per subject",
      };
      expect((await put("", "a"))["error"]).toEqual(missing);
      expect(codeOf(await put(last(2), "*"))).toBe(10071);
      expect(await put(last(1), "*")).toMatchObject({ seq: 3 });
      expect(await put(last(3), ">")).toMatchObject({ seq: 4 });
      expect(await put(last(0), "none")).toMatchObject({ seq: 5 });
    },
  },
  {
    id: "P-55",
    title: "what the stream was not made for is refused by name",
    async run(env) {
      const t = await talkOn(env);
      const asked: readonly (readonly [header: string, code: number, description: string])[] = [
        ["Nats-TTL: 5s", 10166, "per-message TTL is disabled"],
        ["Nats-TTL: junk", 10165, "invalid per-message TTL"],
        ["Nats-Rollup: sub", 10111, "rollup not permitted"],
        ["Nats-Batch-Id: b", 10174, "atomic publish is disabled"],
        ["Nats-Schedule: @every 1s", 10188, "message schedules is disabled"],
        ["Nats-Incr: +1", 10168, "message counters is disabled"],
      ];
      const got: unknown[] = [];
      for (const [header] of asked) {
        const error = (await t.put("a", "x", header))["error"] as ApiError | undefined;
        got.push([header, error?.err_code, error?.description]);
      }
      expect(got).toEqual(asked);
      await t.api(`STREAM.UPDATE.${t.name}`, t.streamConfig({ allow_rollup_hdrs: true }));
      const { error } = await t.put("a", "x", "Nats-Rollup: bad");
      expect(error).toMatchObject({ err_code: 10111, description: 'rollup value invalid: "bad"' });
    },
  },
  {
    id: "P-56",
    title: "S2: limits: discard new refuses with 10077 and says which, discard old makes room",
    async run(env) {
      const got: unknown[] = [];
      for (const [index, [limit, outcomes, state]] of LIMITS.entries()) {
        // Names of one length, as some of the limits are in bytes.
        const t = await talkOn({ ...env, namespace: `lim${index}${env.namespace.slice(-2)}` }, limit);
        const told = [];
        for (const _ of outcomes) {
          const { seq, error } = await t.put("a", "12345");
          told.push(error === undefined ? seq : (error as ApiError).description);
          if (error !== undefined) expect([10077, 10054]).toContain((error as ApiError).err_code);
        }
        const now = await t.state();
        got.push([limit, told, Object.fromEntries(Object.keys(state).map((key) => [key, now[key]]))]);
      }
      expect(got).toEqual(LIMITS);
    },
  },
  {
    id: "P-57",
    title: "a stream without acknowledgements stores and says nothing; plain subscribers hear what a stream captures",
    async run(env) {
      const t = await talkOn(env, { no_ack: true });
      const heard = t.line.subscribe(t.on("*"));
      const answer = t.line.ask(t.on("a"), "hi");
      expect(await t.line.first(1, heard)).toMatchObject([{ data: "hi" }]);
      await t.settles(() => t.state(), { messages: 1 });
      await t.line.settled();
      expect(t.line.of(answer)).toEqual([]);
    },
  },
  {
    id: "P-58",
    title: "a header block beyond 64k is refused",
    async run(env) {
      const t = await talkOn(env);
      const { error } = await t.put("a", "x", `A: ${"b".repeat(65_600)}`);
      expect(error).toEqual({ code: 400, err_code: 10097, description: "header size exceeds maximum allowed of 64k" });
    },
  },
  {
    id: "P-59",
    title: "schedules: each mistake has its code and words, also in the marks of what a schedule has made",
    async run(env) {
      const t = await talkOn(env, { allow_msg_schedules: true, allow_msg_ttl: true });
      const later = "Nats-Schedule: @at 2099-01-01T00:00:00Z";
      const target = `Nats-Schedule-Target: ${t.on("job")}`;
      const invalid = (what: string) => `message schedules ${what}`;
      const wrong: readonly (readonly [headers: string, code: number, description: string])[] = [
        [`Nats-Schedule: soon\r\n${target}`, 10189, invalid("pattern is invalid")],
        [later, 10190, invalid("target is invalid")],
        [`${later}\r\nNats-Schedule-Target: ${t.on("delay")}`, 10190, invalid("target is invalid")],
        [`${later}\r\n${target}\r\nNats-Schedule-TTL: 1ms`, 10191, invalid("invalid per-message TTL")],
        [`${later}\r\n${target}\r\nNats-Rollup: all`, 10192, invalid("invalid rollup")],
        [`${later}\r\n${target}\r\nNats-Schedule-Source: ${t.on("job")}`, 10203, invalid("source is invalid")],
        [`Nats-Scheduler: ${t.on("delay")}`, 10212, invalid("invalid scheduler")],
        ["Nats-Schedule-Next: purge", 10212, invalid("invalid scheduler")],
      ];
      const got: unknown[] = [];
      for (const [headers] of wrong) {
        const error = (await t.put("delay", "x", headers))["error"] as ApiError | undefined;
        got.push([headers, error?.err_code, error?.description]);
      }
      expect(got).toEqual(wrong);
    },
  },
];
