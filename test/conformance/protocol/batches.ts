import { expect } from "vitest";
import { type ConformanceCase, type Environment, inNamespace } from "../environment.ts";
import type { Got, Json } from "./raw-line.ts";
import { type ApiError, delivery, seqs, type Talk, talkOn } from "./talk.ts";

/** What a message of a batch says of itself. */
type Part = { readonly id?: string; readonly commit?: string; readonly more?: string; readonly rest?: string };

/** Sends the next message of a batch; what is answered is nothing while it is only held. */
async function part(t: Talk, seq: number | string, { id = "b", commit, more, rest = "a" }: Part = {}): Promise<Json> {
  const headers = [`Nats-Batch-Id: ${id}`, `Nats-Batch-Sequence: ${seq}`];
  if (commit !== undefined) headers.push(`Nats-Batch-Commit: ${commit}`);
  if (more !== undefined) headers.push(more);
  const { data } = await t.line.request(t.on(rest), String(seq), headers.join("\r\n"));
  return data === "" ? HELD : (JSON.parse(data) as Json);
}
const HELD: Json = {};

const atomic = (env: Environment, options: Json = {}) => talkOn(env, { allow_atomic: true, ...options });

const told = (answer: Json) => {
  const error = answer["error"] as ApiError | undefined;
  return error && [error.err_code, error.description];
};

const INCOMPLETE = [10176, "atomic publish batch is incomplete"];
const TOO_LARGE = [10199, "atomic publish batch is too large: 1000"];
const DUPLICATE = [10201, "atomic publish batch contains duplicate message id"];
const UNKNOWN_LAST = [10164, "wrong last sequence"];

async function abandoned(t: Talk, how: () => Promise<unknown>): Promise<Json> {
  const ear = t.line.subscribe(`$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.${t.name}`);
  await how();
  const [advisory] = await t.line.first(1, ear);
  t.line.unsubscribe(ear);
  const { id: _, timestamp: __, ...body } = JSON.parse((advisory as Got).data) as Json;
  return body;
}

export const BATCH_CASES: readonly ConformanceCase[] = [
  {
    id: "P-100",
    title: "AB1: what has not been committed is seen by nobody; then all of it is there, one after the other",
    async run(env) {
      const t = await atomic(env, { retention: "workqueue" });
      await t.consumer();
      const pull = t.pull({ batch: 9, expires: 10e9 });
      expect([await part(t, 1), await part(t, 2)]).toEqual([HELD, HELD]);
      expect(await t.put("b")).toEqual({ stream: t.name, seq: 1 });
      expect(await t.state()).toMatchObject({ messages: 1, last_seq: 1 });
      expect(await part(t, 3, { commit: "1" })).toEqual({ stream: t.name, seq: 4, batch: "b", count: 3 });
      const got = await t.line.first(4, pull);
      expect(seqs(got)).toEqual([1, 2, 3, 4]);
      expect(got.slice(1).map(({ data }) => data)).toEqual(["1", "2", "3"]);
      expect(got[3]?.headers).toContain("Nats-Batch-Commit: 1");
      expect(delivery(got[3] as Got).count).toBe(1);
    },
  },
  {
    id: "P-101",
    title: "a mark ends a batch without being one of its messages",
    async run(env) {
      const t = await atomic(env);
      for (const seq of [1, 2]) await part(t, seq);
      expect(await part(t, 3, { commit: "eob" })).toEqual({ stream: t.name, seq: 2, batch: "b", count: 2 });
      expect(await t.state()).toMatchObject({ messages: 2 });
      expect(told(await part(t, 1, { commit: "eob" }))).toEqual(INCOMPLETE);
    },
  },
  {
    id: "P-102",
    title: "AB2: a sequence that is missing or comes twice, or an end that nobody knows, takes the whole batch",
    async run(env) {
      const t = await atomic(env);
      const ways: readonly (readonly [seq: number, part: Part, error: readonly (number | string)[]])[] = [
        [3, {}, INCOMPLETE],
        [1, {}, INCOMPLETE],
        [2, { commit: "yes" }, [10200, "atomic publish batch commit is invalid"]],
      ];
      for (const [seq, wrong, error] of ways) {
        await part(t, 1);
        expect(told(await part(t, seq, wrong))).toEqual(error);
        expect(told(await part(t, 2, { commit: "1" }))).toEqual(INCOMPLETE);
      }
      expect(await t.state()).toMatchObject({ messages: 0, last_seq: 0 });
    },
  },
  {
    id: "P-103",
    title: "a batch's name and numbers have limits, and so have its size and how many there are at once",
    async run(env) {
      const t = await atomic(env);
      expect(told(await part(t, 1, { id: "x".repeat(65) }))).toEqual([10179, "atomic publish batch ID is invalid"]);
      expect(told(await part(t, "one"))).toEqual([10175, "atomic publish sequence is missing"]);
      expect(told(await part(t, 2))).toEqual(INCOMPLETE);
      expect(told(await part(t, 1_001))).toEqual(TOO_LARGE);
      for (let n = 1; n <= 50; n++) expect(await part(t, 1, { id: `b${n}` })).toEqual(HELD);
      const { error } = await part(t, 1, { id: "b51" });
      expect(error).toEqual({ code: 429, err_code: 10210, description: "atomic publish too many inflight" });
    },
  },
  {
    id: "P-104",
    title: "STREAM.BATCH_ABANDONED tells which batch is gone, and why",
    async run(env) {
      const t = await atomic(env);
      const type = "io.nats.jetstream.advisory.v1.stream_batch_abandoned";
      await part(t, 1);
      const incomplete = await abandoned(t, () => part(t, 3));
      expect(incomplete).toEqual({ type, stream: t.name, batch: "b", reason: "incomplete" });
      for (let n = 1; n <= 1_000; n++)
        t.line.publish(t.on("a"), "x", { headers: `Nats-Batch-Id: big\r\nNats-Batch-Sequence: ${n}` });
      const large = await abandoned(t, async () =>
        expect(told(await part(t, 1_001, { id: "big", commit: "1" }))).toEqual(TOO_LARGE),
      );
      expect(large).toEqual({ type, stream: t.name, batch: "big", reason: "large" });
    },
  },
  {
    id: "P-105",
    title: "a stream that no longer takes batches forgets them",
    async run(env) {
      const t = await talkOn(env);
      const change = (allow_atomic: boolean) =>
        t.api(`STREAM.UPDATE.${t.name}`, t.streamConfig({ allow_atomic, allow_direct: false }));
      expect(told(await part(t, 1))).toEqual([10174, "atomic publish is disabled"]);
      expect((await change(true))["config"]).toMatchObject({ allow_atomic: true });
      await part(t, 1);
      await change(false);
      await change(true);
      expect(told(await part(t, 2, { commit: "1" }))).toEqual(INCOMPLETE);
    },
  },
  {
    id: "P-106",
    title: "an id that is known, or there twice, refuses all of a batch; all of its ids are known afterwards",
    async run(env) {
      const t = await atomic(env);
      const id = (text: string) => `Nats-Msg-Id: ${text}`;
      await t.put("a", "x", id("known"));
      for (const second of ["known", "new"]) {
        await part(t, 1, { more: id("new") });
        expect(told(await part(t, 2, { commit: "1", more: id(second) }))).toEqual(DUPLICATE);
      }
      expect(await t.state()).toMatchObject({ messages: 1 });
      await part(t, 1, { more: id("new") });
      expect(await part(t, 2, { commit: "1" })).toMatchObject({ seq: 3 });
      expect(await t.put("a", "x", id("new"))).toMatchObject({ seq: 2, duplicate: true });
    },
  },
  {
    id: "P-107",
    title: "what a publisher expects holds before the batch has written there, and of the stream for its first message",
    async run(env) {
      const t = await atomic(env);
      await t.put("a");
      const commit = (more: string, rest = "b") => part(t, 2, { commit: "1", more: `Nats-Expected-${more}`, rest });
      await part(t, 1, { more: "Nats-Expected-Last-Sequence: 1" });
      expect(await commit("Last-Subject-Sequence: 0")).toMatchObject({ seq: 3 });
      const refused: readonly (readonly [more: string, rest: string, error: readonly (number | string)[]])[] = [
        ["Last-Sequence: 4", "b", UNKNOWN_LAST],
        ["Last-Sequence: 3", "b", [10071, "wrong last sequence: 4"]],
        ["Last-Subject-Sequence: 2", "a", UNKNOWN_LAST],
        ["Last-Msg-Id: k", "b", [10177, "atomic publish unsupported header used: Nats-Expected-Last-Msg-Id"]],
      ];
      const got: unknown[] = [];
      for (const [more, rest] of refused) {
        await part(t, 1);
        got.push([more, rest, told(await commit(more, rest))]);
      }
      expect(got).toEqual(refused);
      expect(await t.state()).toMatchObject({ last_seq: 3 });
    },
  },
  {
    id: "P-108",
    title: "a batch that there is no room for is refused as a whole; a roll-up is only for what it has not written",
    async run(env) {
      const t = await atomic(env, { discard: "new", max_msgs: 3, allow_rollup_hdrs: true });
      for (const rest of ["a", "b"]) await t.put(rest);
      await part(t, 1);
      expect(told(await part(t, 2, { commit: "1" }))).toEqual([10077, "maximum messages exceeded"]);
      expect(await t.state()).toMatchObject({ messages: 2, last_seq: 2 });
      expect(await part(t, 1, { commit: "1", more: "Nats-Rollup: sub" })).toMatchObject({ seq: 3 });
      expect(await t.state()).toMatchObject({ messages: 2 });
      await part(t, 1);
      const rollup = await part(t, 2, { commit: "1", more: "Nats-Rollup: sub" });
      expect(told(rollup)).toEqual([10111, "batch rollup sub invalid"]);
    },
  },
  {
    id: "P-112",
    title:
      "where the header of a batch that a mark ends leaves no room, what came before is stored, and the id stays taken",
    async run(env) {
      const roomy = await atomic(inNamespace(env, "roomy"));
      const send = async (t: Talk) => {
        for (const seq of [1, 2]) expect(await part(t, seq)).toEqual(HELD);
        return part(t, 3, { commit: "eob" });
      };
      expect(await send(roomy)).toMatchObject({ seq: 2, count: 2 });
      const { bytes } = await roomy.state();
      // As long a name: subjects count.
      const tight = await atomic(inNamespace(env, "tight"), { discard: "new", max_bytes: Number(bytes) - 1 });
      expect(told(await send(tight))).toEqual([10077, "maximum bytes exceeded"]);
      expect(await tight.state()).toMatchObject({ messages: 1, last_seq: 1 });
      expect(told(await part(tight, 1))).toEqual(INCOMPLETE);
      expect(await part(tight, 1)).toEqual(HELD);
    },
  },
];

/** By itself, as no other case can begin a batch meanwhile. */
export const BATCHES_OF_ALL_STREAMS: ConformanceCase = {
  id: "P-109",
  title: "of all streams together a thousand batches may be begun at once; one that ends makes room",
  async run(env) {
    const streams: Talk[] = [];
    for (let n = 1; n <= 21; n++) streams.push(await atomic({ ...env, namespace: `${env.namespace}-${n}` }));
    const last = streams.pop() as Talk;
    for (const t of streams) {
      const batches = Array.from({ length: 50 }, (_, n) => part(t, 1, { id: `b${n}` }));
      expect(await Promise.all(batches)).toEqual(batches.map(() => HELD));
    }
    expect(told(await part(last, 1))).toEqual([10210, "atomic publish too many inflight"]);
    await part(streams[0] as Talk, 2, { id: "b0", commit: "1" });
    expect(await part(last, 1)).toEqual(HELD);
    expect(told(await part(last, 1, { id: "c" }))).toEqual([10210, "atomic publish too many inflight"]);
    await (streams[1] as Talk).api(`STREAM.DELETE.${streams[1]?.name}`);
    expect(await part(last, 1, { id: "c" })).toEqual(HELD);
  },
};
