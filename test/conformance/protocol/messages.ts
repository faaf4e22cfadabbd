import { expect } from "vitest";
import type { ConformanceCase, Environment } from "../environment.ts";
import type { Got, Json } from "./raw-line.ts";
import { status } from "./raw-line.ts";
import { type Talk, talkOn, withoutChance } from "./talk.ts";

const TYPE = "io.nats.jetstream.api.v1";
const ANYTIME = "2020-01-01T00:00:00Z";

/** The stream holds a "1", b "2" with a header, a "3". */
async function withMessages(env: Environment, options: Json = {}): Promise<Talk> {
  const t = await talkOn(env, { allow_direct: true, ...options });
  await t.put("a", "1");
  await t.put("b", "2", "A: b");
  await t.put("a", "3");
  return t;
}

const direct = (t: Talk, body: Json | string, rest = t.name): Promise<Got> =>
  t.line.request(`$JS.API.DIRECT.GET.${rest}`, typeof body === "string" ? body : JSON.stringify(body));

const text = (base64: unknown) => atob(String(base64));

export const MESSAGE_CASES: readonly ConformanceCase[] = [
  {
    id: "P-32",
    title: "STREAM.MSG.GET: by sequence, last or next of a subject, past all consumers",
    async run(env) {
      const t = await withMessages(env);
      const get = (body: Json) => t.api(`STREAM.MSG.GET.${t.name}`, body);
      const two = {
        subject: t.on("b"),
        seq: 2,
        hdrs: btoa("NATS/1.0\r\nA: b\r\n\r\n"),
        data: btoa("2"),
        time: "<time>",
      };
      const answer = { type: `${TYPE}.stream_msg_get_response`, message: two };
      expect(withoutChance(await get({ seq: 2 }))).toEqual(answer);
      expect(withoutChance(await get({ last_by_subj: t.on("b") }))).toEqual(answer);
      expect(withoutChance(await get({ seq: 1, next_by_subj: t.on("b") }))).toEqual(answer);
      const last = (await get({ last_by_subj: t.on("*") }))["message"] as Json;
      expect([last["seq"], text(last["data"]), last["hdrs"]]).toEqual([3, "3", undefined]);
      const refused = [{ seq: 9 }, {}, { seq: 1, last_by_subj: t.on("a") }, { last_by_subj: t.on("z") }];
      const errors = [];
      for (const body of refused) errors.push((await get(body))["error"]);
      const notFound = { code: 404, err_code: 10037, description: "no message found" };
      const bad = { code: 400, err_code: 10003, description: "bad request" };
      expect(errors).toEqual([notFound, bad, bad, notFound]);
    },
  },
  {
    id: "P-33",
    title: "STREAM.MSG.DELETE: what is not there is refused in the words of the store, in memory or on disk",
    async run(env) {
      const remove = async (t: Talk, seq: number) => {
        const { type, error, success } = await t.api(`STREAM.MSG.DELETE.${t.name}`, { seq });
        expect(type).toBe(`${TYPE}.stream_msg_delete_response`);
        return error === undefined ? success : Object.values(error as object);
      };
      const inMemory = await withMessages(env);
      const missing = (seq: number) => [400, 10043, `sequence ${seq} not found`];
      const got = [];
      for (const seq of [1, 1, 9]) got.push(await remove(inMemory, seq));
      expect(got).toEqual([true, missing(1), missing(9)]);
      const onDisk = await withMessages({ ...env, namespace: `${env.namespace}-f` }, { storage: "file" });
      const gotThere = [];
      for (const seq of [1, 1, 3, 3, 9]) gotThere.push(await remove(onDisk, seq));
      const failed = (description: string) => [500, 10057, description];
      expect(gotThere).toEqual([true, failed("no message found"), true, missing(3), failed("stream store EOF")]);
      await onDisk.api(
        `STREAM.UPDATE.${onDisk.name}`,
        onDisk.streamConfig({ storage: "file", allow_direct: true, deny_delete: true }),
      );
      expect(await remove(onDisk, 2)).toEqual(failed("message delete not permitted"));
    },
  },
  {
    id: "P-34",
    title:
      "DIRECT.GET: the message itself, its own headers first, then Nats-Stream, -Subject, -Sequence and -Time-Stamp",
    async run(env) {
      const t = await withMessages(env);
      const { headers, data } = await direct(t, { seq: 2 });
      const about = `Nats-Stream: ${t.name}\r\nNats-Subject: ${t.on("b")}\r\nNats-Sequence: 2\r\n`;
      expect(headers.replace(/\d{4}-\S+Z/, "<time>")).toBe(
        `NATS/1.0\r\nA: b\r\n${about}Nats-Time-Stamp: <time>\r\n\r\n`,
      );
      expect(data).toBe("2");
      expect(await direct(t, { seq: 2, no_hdr: true })).toMatchObject({ headers: "", data: "2" });
    },
  },
  {
    id: "P-35",
    title: "DIRECT.GET finds by sequence, by time, last and next of a subject or pattern",
    async run(env) {
      const t = await withMessages(env);
      const queries: readonly (readonly [Json, string])[] = [
        [{ seq: 1 }, "1"],
        [{ last_by_subj: t.on("a") }, "3"],
        [{ last_by_subj: t.on("*") }, "3"],
        [{ next_by_subj: t.on("b") }, "2"],
        [{ seq: 2, next_by_subj: t.on("a") }, "3"],
        [{ start_time: ANYTIME }, "1"],
        [{ start_time: ANYTIME, next_by_subj: t.on("b") }, "2"],
      ];
      const got: unknown[] = [];
      for (const [query] of queries) got.push([query, (await direct(t, query)).data]);
      expect(got).toEqual(queries);
      expect((await direct(t, "", `${t.name}.${t.on("a")}`)).data).toBe("3");
      expect((await direct(t, "{}", `${t.name}.${t.on("*")}`)).data).toBe("3");
    },
  },
  {
    id: "P-36",
    title: "DIRECT.GET: 404 for what is not there, 408 for a request that makes no sense",
    async run(env) {
      const t = await withMessages(env);
      const [a, z] = [t.on("a"), t.on("z")];
      const queries: readonly (readonly [Json | string, string, string?])[] = [
        [{ seq: 9 }, "404 Message Not Found"],
        [{ last_by_subj: z }, "404 Message Not Found"],
        [{ seq: 4, next_by_subj: a }, "404 Message Not Found"],
        ["", "404 Message Not Found", z],
        ["", "408 Empty Request"],
        ["{}", "408 Empty Request"],
        [{ seq: 0 }, "408 Empty Request"],
        [{ batch: 1 }, "408 Empty Request"],
        ["nonsense", "408 Malformed Request"],
        ["junk", "408 Malformed Request", a],
        [{ seq: "a" }, "408 Malformed Request"],
        [{ seq: -1 }, "408 Malformed Request"],
        [{ seq: 1, last_by_subj: a }, "408 Bad Request"],
        [{ seq: 1 }, "408 Bad Request", a],
        [{ last_by_subj: a, next_by_subj: a }, "408 Bad Request"],
        [{ seq: 1, start_time: ANYTIME }, "408 Bad Request"],
      ];
      const got: unknown[] = [];
      for (const [query, , subject] of queries) {
        const answer = await direct(t, query, subject === undefined ? t.name : `${t.name}.${subject}`);
        got.push([query, status(answer), ...(subject === undefined ? [] : [subject])]);
      }
      expect(got).toEqual(queries);
    },
  },
  {
    id: "P-37",
    title: "DIRECT.GET: 503 where direct gets are not allowed, or there is no such stream",
    async run(env) {
      const t = await withMessages(env, { allow_direct: false });
      for (const stream of [t.name, `${t.name}-nobody`])
        expect(status(await direct(t, { seq: 1 }, stream)), stream).toBe("503");
    },
  },
];
