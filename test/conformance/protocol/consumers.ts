import { expect } from "vitest";
import type { ConformanceCase } from "../environment.ts";
import type { Json } from "./raw-line.ts";
import { type ApiError, talkOn, withoutChance } from "./talk.ts";

const TYPE = "io.nats.jetstream.api.v1";
const CONSUMER_NOT_FOUND = { code: 404, err_code: 10014, description: "consumer not found" };
const failed = (answer: Json) => answer["error"] as ApiError | undefined;

/** `S` stands for the first word of the stream's subjects. */
const WRONG: readonly (readonly [config: Json, code: number, description: string])[] = [
  [{ backoff: [1e9, 2e9], max_deliver: 1 }, 10116, "max deliver is required to be > length of backoff values"],
  [{ backoff: [-1] }, 10184, "consumer backoff needs to be positive"],
  [{ ack_wait: -1 }, 10183, "consumer ack wait needs to be positive"],
  [{ rate_limit_bps: 4 }, 10086, "consumer in pull mode can not have rate limit set"],
  [{ idle_heartbeat: 1e9 }, 10088, "consumer idle heartbeat requires a push based consumer"],
  [{ flow_control: true }, 10089, "consumer flow control requires a push based consumer"],
  [
    { deliver_policy: "by_start_sequence" },
    10094,
    "consumer delivery policy is deliver by start sequence, but optional start sequence is not set",
  ],
  [
    { deliver_policy: "by_start_time" },
    10094,
    "consumer delivery policy is deliver by start time, but optional start time is not set",
  ],
  [{ opt_start_seq: 4 }, 10094, "consumer delivery policy is deliver all, but optional start sequence is also set"],
  [{ max_expires: 5 }, 10115, "consumer max request expires needs to be >= 1ms"],
  [
    { filter_subjects: ["S.a"], filter_subject: "S.b" },
    10136,
    "consumer cannot have both FilterSubject and FilterSubjects specified",
  ],
  [{ filter_subjects: ["S.a", "S.*"] }, 10138, "consumer subject filters cannot overlap"],
  [{ filter_subjects: ["S.a", ""] }, 10139, "consumer filter in FilterSubjects cannot be empty"],
  [{ num_replicas: 3 }, 10074, "replicas > 1 not supported in non-clustered mode"],
  [{ durable_name: "other" }, 10017, "consumer name in subject does not match durable name in request"],
  [{ bogus: 1 }, 10025, 'invalid JSON: json: unknown field "bogus"'],
  [
    { ack_policy: "none", max_ack_pending: 5, deliver_subject: "S-in" },
    10082,
    "consumer requires ack policy for max ack pending",
  ],
  [{ deliver_subject: "S.*" }, 10079, "consumer deliver subject has wildcards"],
  [{ deliver_subject: "S-in", max_waiting: 5 }, 10080, "consumer in push mode can not set max waiting"],
  [{ deliver_subject: "S.in" }, 10081, "consumer deliver subject forms a cycle"],
  [{ deliver_subject: "S-in", idle_heartbeat: 5e7 }, 10083, "consumer idle heartbeat needs to be >= 100ms"],
  [{ deliver_subject: "S-in", flow_control: true }, 10108, "consumer with flow control also needs heartbeats"],
  [{ deliver_subject: "S..in" }, 10112, "invalid push consumer deliver subject"],
];

const ON_WORK_QUEUE: readonly (readonly [config: Json, code: number, description: string])[] = [
  [{ filter_subject: "S.*" }, 10100, "filtered consumer not unique on workqueue stream"],
  [{ filter_subjects: ["S.z", "S.a"] }, 10100, "filtered consumer not unique on workqueue stream"],
  [{}, 10099, "multiple non-filtered consumers not allowed on workqueue stream"],
  [
    { ack_policy: "none", filter_subject: "S.q" },
    10084,
    "consumer in pull mode requires explicit ack policy on workqueue stream",
  ],
  [{ ack_policy: "all", filter_subject: "S.q" }, 10098, "workqueue stream requires explicit ack"],
  [{ deliver_policy: "new", filter_subject: "S.q" }, 10101, "consumer must be deliver all on workqueue stream"],
];

export const CONSUMER_CASES: readonly ConformanceCase[] = [
  {
    id: "P-40",
    title: "CONSUMER.CREATE: the server's defaults, field for field and in its order",
    async run(env) {
      const t = await talkOn(env);
      const zero = { consumer_seq: 0, stream_seq: 0 };
      const expected = {
        type: `${TYPE}.consumer_create_response`,
        stream_name: t.name,
        name: "c",
        created: "<time>",
        config: {
          durable_name: "c",
          name: "c",
          deliver_policy: "all",
          ack_policy: "explicit",
          ack_wait: 30_000_000_000,
          max_deliver: -1,
          replay_policy: "instant",
          max_waiting: 512,
          max_ack_pending: 1000,
          num_replicas: 0,
          metadata: { "_nats.level": "5", "_nats.req.level": "0", "_nats.ver": "2.15.1" },
        },
        delivered: zero,
        ack_floor: zero,
        num_ack_pending: 0,
        num_redelivered: 0,
        num_waiting: 0,
        num_pending: 0,
        ts: "<time>",
      };
      expect(JSON.stringify(withoutChance(await t.consumer()))).toBe(JSON.stringify(expected));
    },
  },
  {
    id: "P-41",
    title: "CONSUMER.CREATE: create, create-or-update and update differ when the consumer is there",
    async run(env) {
      const t = await talkOn(env);
      const ask = (action: string, config: Json) => t.consumer(config, "c", action);
      const type = `${TYPE}.consumer_create_response`;
      const missing = { code: 400, err_code: 10149, description: "consumer does not exist" };
      expect(await ask("update", {})).toEqual({ type, error: missing });
      await ask("create", {});
      expect(failed(await ask("create", {}))).toBeUndefined();
      const exists = { code: 400, err_code: 10148, description: "consumer already exists" };
      expect(await ask("create", { ack_wait: 5e9 })).toEqual({ type, error: exists });
      expect(await ask("update", { ack_wait: 5e9 })).toMatchObject({ config: { ack_wait: 5e9 } });
      expect(await ask("", { ack_wait: 6e9 })).toMatchObject({ config: { ack_wait: 6e9 } });
      const updates: readonly (readonly [Json, string])[] = [
        [{ ack_policy: "none" }, "ack policy can not be updated"],
        [{ deliver_policy: "new" }, "deliver policy can not be updated"],
        [{ max_waiting: 5 }, "max waiting can not be updated"],
      ];
      for (const [config, description] of updates)
        expect(failed(await ask("update", config))).toEqual({ code: 500, err_code: 10012, description });
    },
  },
  {
    id: "P-42",
    title: "CONSUMER.CREATE: what makes no sense is refused, each mistake with its code and words",
    async run(env) {
      const t = await talkOn(env);
      const got: unknown[] = [];
      for (const [config] of WRONG) {
        const mine = JSON.parse(JSON.stringify(config).replaceAll(/"S([.-])/g, `"${t.name}$1`)) as Json;
        const error = failed(await t.consumer(mine));
        got.push([config, error?.err_code, error?.description]);
        if (error === undefined) await t.api(`CONSUMER.DELETE.${t.name}.c`);
      }
      expect(got).toEqual(WRONG);
    },
  },
  {
    id: "P-43",
    title: "CONSUMER.CREATE: a work queue lets no two consumers have one message",
    async run(env) {
      const t = await talkOn(env, { retention: "workqueue" });
      const made = [t.consumer({ filter_subject: t.on("a") }, "a"), t.consumer({ filter_subject: t.on("b") }, "b")];
      expect((await Promise.all(made)).map(failed)).toEqual([undefined, undefined]);
      const got: unknown[] = [];
      for (const [config] of ON_WORK_QUEUE) {
        const mine = JSON.parse(JSON.stringify(config).replaceAll('"S.', `"${t.name}.`)) as Json;
        const error = failed(await t.consumer(mine, "x"));
        got.push([config, error?.err_code, error?.description]);
      }
      expect(got).toEqual(ON_WORK_QUEUE);
    },
  },
  {
    id: "P-44",
    title: "CONSUMER.CREATE and CONSUMER.DURABLE.CREATE: the ways to name a consumer are kept apart",
    async run(env) {
      const t = await talkOn(env);
      const create = (path: string, config: Json) =>
        t.api(`CONSUMER.${path}`, {
          stream_name: t.name,
          config: { ack_policy: "explicit", ...config },
          action: "create",
        });
      const codeOf = async (path: string, config: Json) => failed(await create(path, config))?.err_code;
      const filter = t.on("a.b");
      expect(await create(`DURABLE.CREATE.${t.name}.d`, { durable_name: "d" })).toMatchObject({ name: "d" });
      expect(await codeOf(`DURABLE.CREATE.${t.name}.d`, { durable_name: "e" })).toBe(10017);
      expect(await codeOf(`DURABLE.CREATE.${t.name}.d`, {})).toBe(10018);
      expect(await codeOf(`CREATE.${t.name}`, { durable_name: "d" })).toBe(10020);
      const filtered = await create(`CREATE.${t.name}.f.${filter}`, { durable_name: "f", filter_subject: filter });
      expect(filtered).toMatchObject({ name: "f", config: { filter_subject: filter } });
      expect(await codeOf(`CREATE.${t.name}.g.${t.on("a")}`, { durable_name: "g", filter_subject: t.on("b") })).toBe(
        10131,
      );
      expect(await create(`CREATE.${t.name}`, {})).toMatchObject({ config: { inactive_threshold: 5e9 } });
      const mismatch = t.api(`CONSUMER.CREATE.${t.name}.c`, { stream_name: "other", config: {} });
      expect(failed(await mismatch)?.err_code).toBe(10056);
    },
  },
  {
    id: "P-45",
    title: "CONSUMER.INFO and CONSUMER.DELETE; 'consumer not found', which the client compares",
    async run(env) {
      const t = await talkOn(env);
      await t.consumer();
      const info = await t.info();
      expect(info).toMatchObject({ type: `${TYPE}.consumer_info_response`, stream_name: t.name, name: "c" });
      const type = `${TYPE}.consumer_delete_response`;
      const body = { code: 400, err_code: 10038, description: "expected an empty request payload" };
      expect(await t.api(`CONSUMER.DELETE.${t.name}.c`, { x: 1 })).toEqual({ type, error: body });
      expect(await t.api(`CONSUMER.DELETE.${t.name}.c`)).toEqual({ type, success: true });
      expect(await t.api(`CONSUMER.DELETE.${t.name}.c`)).toEqual({ type, error: CONSUMER_NOT_FOUND });
      expect(await t.info()).toEqual({ type: `${TYPE}.consumer_info_response`, error: CONSUMER_NOT_FOUND });
    },
  },
  {
    id: "P-46",
    title: "CONSUMER.NAMES and CONSUMER.LIST: sorted, in pages of 1024 and 256",
    async run(env) {
      const t = await talkOn(env);
      const names = Array.from({ length: 258 }, (_, n) => `c${String(n).padStart(3, "0")}`);
      for (const name of names.toReversed()) await t.consumer({}, name);
      const all = await t.api(`CONSUMER.NAMES.${t.name}`);
      const about = { type: `${TYPE}.consumer_names_response`, total: 258, limit: 1024 };
      expect(all).toEqual({ ...about, offset: 0, consumers: names });
      expect(await t.api(`CONSUMER.NAMES.${t.name}`, { offset: 256 })).toEqual({
        ...about,
        offset: 256,
        consumers: names.slice(256),
      });
      const pages = [await t.api(`CONSUMER.LIST.${t.name}`), await t.api(`CONSUMER.LIST.${t.name}`, { offset: 256 })];
      const shown = pages.map(({ consumers, ...head }) => [head, (consumers as Json[]).map(({ name }) => name)]);
      const head = { type: `${TYPE}.consumer_list_response`, total: 258, limit: 256 };
      expect(shown).toEqual([
        [{ ...head, offset: 0 }, names.slice(0, 256)],
        [{ ...head, offset: 256 }, names.slice(256)],
      ]);
    },
  },
  {
    id: "P-47",
    title:
      "CONSUMER.PAUSE: nothing is delivered meanwhile; when it is cancelled, a pull that waits is woken by the next",
    async run(env) {
      const t = await talkOn(env);
      await t.consumer();
      await t.put("a");
      const until = "2099-01-01T00:00:00Z";
      const pause = (body: Json) => t.api(`CONSUMER.PAUSE.${t.name}.c`, body);
      const paused = await pause({ pause_until: until });
      const type = `${TYPE}.consumer_pause_response`;
      expect(paused).toMatchObject({ type, paused: true, pause_until: until, pause_remaining: expect.any(Number) });
      expect(await t.info()).toMatchObject({ paused: true, config: { pause_until: until } });
      const sid = t.pull({ batch: 1, expires: 10e9 });
      await t.settles(() => t.info(), { num_waiting: 1, num_pending: 1, num_ack_pending: 0 });
      const not = { type, paused: false, pause_until: "0001-01-01T00:00:00Z" };
      expect(await pause({})).toEqual(not);
      expect((await t.info())["paused"]).toBeUndefined();
      await t.settles(() => t.info(), { num_waiting: 1, num_ack_pending: 0 });
      // Nobody has woken the pull: the next one does.
      const next = t.pull({ batch: 1, expires: 10e9 });
      expect(await t.line.first(1, sid)).toMatchObject([{ subject: t.on("a") }]);
      expect(t.line.of(next)).toEqual([]);
      expect(await t.api(`CONSUMER.PAUSE.${t.name}.n`, {})).toEqual({ ...not, error: CONSUMER_NOT_FOUND });
    },
  },
  {
    id: "P-48",
    title: "deliver policies: where a consumer begins, and how much it has before it",
    async run(env) {
      const t = await talkOn(env);
      for (const rest of ["a", "b", "a", "b"]) await t.put(rest);
      const third = (await t.api(`STREAM.MSG.GET.${t.name}`, { seq: 3 }))["message"] as { readonly time: string };
      const configs: readonly (readonly [config: Json, begins: number, pending: number])[] = [
        [{}, 1, 4],
        [{ deliver_policy: "new" }, 5, 0],
        [{ deliver_policy: "last" }, 4, 1],
        [{ deliver_policy: "last", filter_subject: t.on("a") }, 3, 1],
        [{ deliver_policy: "last_per_subject", filter_subject: t.on("*") }, 3, 2],
        [{ deliver_policy: "by_start_sequence", opt_start_seq: 3 }, 3, 2],
        [{ deliver_policy: "by_start_sequence", opt_start_seq: 9 }, 9, 0],
        [{ deliver_policy: "by_start_time", opt_start_time: third.time }, 3, 2],
        [{ filter_subject: t.on("b") }, 1, 2],
        [{ filter_subjects: [t.on("a"), t.on("none")] }, 1, 2],
      ];
      const got: unknown[] = [];
      for (const [index, [config]] of configs.entries()) {
        await t.consumer(config, `c${index}`);
        const info = await t.info(`c${index}`);
        got.push([config, (info["delivered"] as { stream_seq: number }).stream_seq + 1, info["num_pending"]]);
      }
      expect(got).toEqual(configs);
    },
  },
  {
    id: "P-49",
    title: "max_consumers holds; a changed filter counts anew",
    async run(env) {
      const t = await talkOn(env, { max_consumers: 1 });
      await t.consumer({ filter_subject: t.on("a") });
      const limit = { code: 400, err_code: 10026, description: "maximum consumers limit reached" };
      expect(failed(await t.consumer({}, "b"))).toEqual(limit);
      for (const rest of ["b", "a", "b"]) await t.put(rest);
      await t.next();
      await t.consumer({ filter_subject: t.on("b") }, "c", "update");
      expect(await t.info()).toMatchObject({ num_pending: 1, num_ack_pending: 1 });
      expect(await t.next()).toMatchObject({ subject: t.on("b") });
    },
  },
];
